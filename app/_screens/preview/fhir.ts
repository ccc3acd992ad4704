/**
 * Readable facts of medical documents: resources of HL7 FHIR (R4 and R5), alone or in a Bundle.
 * What is not known here is left to the view of the data itself; nothing is guessed.
 */

/** A group of a document: `Observations`, with its resources. */
export interface FhirGroup {
  title: string;
  items: FhirItem[];
}

export interface FhirItem {
  title: string;
  facts: [label: string, value: string][];
}

type Json = Record<string, unknown>;

const TITLES: Readonly<Record<string, string>> = {
  Patient: "Patient",
  Composition: "Document",
  AllergyIntolerance: "Allergies",
  Condition: "Conditions",
  MedicationStatement: "Medication",
  MedicationRequest: "Prescriptions",
  Medication: "Medicines",
  Immunization: "Immunisations",
  Procedure: "Procedures",
  DiagnosticReport: "Reports",
  Observation: "Observations",
  Encounter: "Encounters",
  DocumentReference: "Documents",
  CarePlan: "Care plans",
  Practitioner: "Practitioners",
  Organization: "Organisations",
};

/** The resources of a document by type, in the order in which a physician reads them. */
export function fhirGroups(resource: Json): FhirGroup[] {
  const groups = new Map<string, FhirItem[]>(Object.keys(TITLES).map((type) => [type, []]));
  for (const one of resourcesOf(resource)) {
    const type = String(one.resourceType);
    groups.set(type, [...(groups.get(type) ?? []), itemOf(one)]);
  }
  return [...groups]
    .filter(([, items]) => items.length > 0)
    .map(([type, items]) => ({ title: TITLES[type] ?? spaced(type), items }));
}

/** The resources of a Bundle, or the one that is alone. */
function resourcesOf(resource: Json): Json[] {
  if (resource.resourceType !== "Bundle") return [resource];
  return list(resource.entry)
    .map((entry) => (isJson(entry) ? entry.resource : undefined))
    .filter((it): it is Json => isJson(it) && typeof it.resourceType === "string");
}

function itemOf(it: Json): FhirItem {
  const title =
    nameText(it.name) ||
    conceptText(it.code) ||
    conceptText(it.medicationCodeableConcept) ||
    conceptText(isJson(it.medication) ? it.medication.concept : undefined) ||
    conceptText(it.vaccineCode) ||
    text(it.title) ||
    conceptText(it.type) ||
    text(it.description) ||
    spaced(String(it.resourceType));
  return { title, facts: factsOf(it).filter(([, value]) => value !== "") };
}

function factsOf(it: Json): [string, string][] {
  return [
    ["Value", valueText(it)],
    ...componentFacts(it.component),
    ["Reference range", list(it.referenceRange).map(rangeText).filter(Boolean).join("; ")],
    ["Interpretation", conceptTexts(it.interpretation)],
    ["Born", text(it.birthDate)],
    ["Sex", text(it.gender)],
    ["Identifier", list(it.identifier).map(identifierText).filter(Boolean).join(", ")],
    [
      "Contact",
      list(it.telecom)
        .map((one) => field(one, "value"))
        .filter(Boolean)
        .join(", "),
    ],
    ["Address", list(it.address).map(addressText).filter(Boolean).join("; ")],
    ["Status", conceptText(it.clinicalStatus) || text(it.status)],
    ["Verified", conceptText(it.verificationStatus)],
    ["Severity", conceptText(it.severity) || text(it.criticality)],
    [
      "Category",
      conceptTexts(it.category) || list(it.category).map(text).filter(Boolean).join(", "),
    ],
    [
      "Reaction",
      list(it.reaction)
        .map((one) => conceptTexts(member(one, "manifestation")))
        .filter(Boolean)
        .join(", "),
    ],
    [
      "Dosage",
      list(it.dosage ?? it.dosageInstruction)
        .map((one) => field(one, "text"))
        .filter(Boolean)
        .join("; "),
    ],
    ["When", whenText(it)],
    ["Conclusion", text(it.conclusion)],
    [
      "Author",
      list(it.author ?? it.performer ?? it.recorder)
        .map(referenceText)
        .filter(Boolean)
        .join(", "),
    ],
    [
      "Note",
      list(it.note)
        .map((one) => field(one, "text"))
        .filter(Boolean)
        .join("; "),
    ],
  ];
}

/** Each of several parts of an observation: the two numbers of a blood pressure. */
function componentFacts(components: unknown): [string, string][] {
  return list(components)
    .filter(isJson)
    .map((one) => [conceptText(one.code) || "Part", valueText(one)]);
}

function valueText(it: Json): string {
  if (isJson(it.valueQuantity)) return quantityText(it.valueQuantity);
  if (isJson(it.valueCodeableConcept)) return conceptText(it.valueCodeableConcept);
  for (const name of [
    "valueString",
    "valueDateTime",
    "valueDate",
    "valueInteger",
    "valueBoolean",
  ]) {
    const value = text(it[name]);
    if (value !== "") return value;
  }
  return "";
}

function quantityText(quantity: unknown): string {
  if (!isJson(quantity)) return "";
  const number = text(quantity.value);
  if (number === "") return "";
  return `${text(quantity.comparator)}${number} ${text(quantity.unit) || text(quantity.code)}`.trim();
}

function rangeText(range: unknown): string {
  if (!isJson(range)) return "";
  const [low, high] = [quantityText(range.low), quantityText(range.high)];
  if (low !== "" && high !== "") return `${low} to ${high}`;
  if (low !== "") return `at least ${low}`;
  if (high !== "") return `at most ${high}`;
  return text(range.text);
}

function whenText(it: Json): string {
  const names = ["effectiveDateTime", "onsetDateTime", "occurrenceDateTime", "performedDateTime"];
  for (const name of [...names, "authoredOn", "recordedDate", "dateAsserted", "date", "issued"]) {
    const value = text(it[name]);
    if (value !== "") return value;
  }
  return periodText(it.effectivePeriod) || periodText(it.performedPeriod) || periodText(it.period);
}

function periodText(period: unknown): string {
  const [start, end] = [field(period, "start"), field(period, "end")];
  if (start === "" && end === "") return "";
  return end === "" ? `since ${start}` : `${start} to ${end}`.trim();
}

/** A coded concept in words: what its author wrote, else what the code is called, else the code. */
function conceptText(concept: unknown): string {
  if (!isJson(concept)) return "";
  const [coding] = list(concept.coding);
  return text(concept.text) || field(coding, "display") || field(coding, "code");
}

function conceptTexts(concepts: unknown): string {
  return list(concepts).map(conceptText).filter(Boolean).join(", ");
}

/** A person's or an organisation's name. */
function nameText(name: unknown): string {
  if (typeof name === "string") return name;
  const [first] = list(name);
  if (!isJson(first)) return "";
  const parts = [...list(first.prefix), ...list(first.given), first.family].map(text);
  return text(first.text) || parts.filter(Boolean).join(" ");
}

function identifierText(identifier: unknown): string {
  return field(identifier, "value");
}

function addressText(address: unknown): string {
  if (!isJson(address)) return "";
  const parts = [...list(address.line), address.postalCode, address.city, address.country];
  return text(address.text) || parts.map(text).filter(Boolean).join(", ");
}

function referenceText(reference: unknown): string {
  return field(reference, "display");
}

function field(value: unknown, name: string): string {
  return text(member(value, name));
}

function member(value: unknown, name: string): unknown {
  return isJson(value) ? value[name] : undefined;
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** One or several of something, as a list. */
function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `MedicationDispense` as `Medication dispense`. */
function spaced(type: string): string {
  const words = type.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
