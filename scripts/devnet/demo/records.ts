import type { RecordDraft } from "../../../lib/sharing/index.ts";
import { pageFile, scanImage, textFile } from "./files.ts";

const BLOOD_COUNT = `date,test,value,unit,reference
2026-03-02,Haemoglobin,13.9,g/dL,12.0-15.5
2026-03-02,Leukocytes,6.1,10^9/L,4.0-10.0
2026-03-02,Platelets,231,10^9/L,150-400
2026-03-02,Ferritin,28,ug/L,15-150
2026-03-02,TSH,2.1,mU/L,0.4-4.0
`;

const MEDICATION = `# Medication

| substance | dose | since |
| --- | --- | --- |
| Levothyroxine | 50 µg, mornings | 2021-05 |
| Vitamin D | 1000 IU, daily | 2024-11 |

No known allergies to medicines.
`;

const NOTE = `Seen on 4 February 2026. Mild hypothyroidism, well adjusted.
Please repeat TSH in six months.
`;

/** The patient's record. */
export function medicalHistory(): RecordDraft {
  return {
    title: "Medical history",
    description: "What my doctors should know, by subject.",
    sections: [
      {
        title: "Blood tests",
        description: "Laboratory results since 2024",
        message: "Results of the spring check-up",
        files: [textFile("blood-count-2026-03.csv", "text/csv", BLOOD_COUNT)],
      },
      {
        title: "Imaging",
        description: "Scans and reports",
        message: "Ultrasound of the thyroid",
        files: [
          scanImage("thyroid-ultrasound.png"),
          textFile("report.txt", "text/plain", "Homogeneous structure, no nodules.\n"),
        ],
      },
      {
        title: "Medication",
        description: "",
        message: "",
        files: [textFile("medication.md", "text/markdown", MEDICATION)],
      },
      {
        title: "Therapy notes",
        description: "Nobody else's business",
        message: "",
        files: [textFile("session.txt", "text/plain", NOTE)],
      },
    ],
  };
}

const TSH = {
  resourceType: "Bundle",
  type: "collection",
  entry: [
    {
      resource: {
        resourceType: "DiagnosticReport",
        status: "final",
        code: { text: "Thyroid function" },
        effectiveDateTime: "2026-09-01",
        conclusion: "Well adjusted. Repeat in twelve months.",
      },
    },
    {
      resource: {
        resourceType: "Observation",
        status: "final",
        code: { text: "Thyrotropin (TSH)" },
        effectiveDateTime: "2026-09-01",
        valueQuantity: { value: 1.8, unit: "mU/L" },
        referenceRange: [{ low: { value: 0.4, unit: "mU/L" }, high: { value: 4, unit: "mU/L" } }],
      },
    },
    {
      resource: {
        resourceType: "Observation",
        status: "final",
        code: { text: "Free thyroxine (fT4)" },
        effectiveDateTime: "2026-09-01",
        valueQuantity: { value: 15.2, unit: "pmol/L" },
        referenceRange: [
          { low: { value: 12, unit: "pmol/L" }, high: { value: 22, unit: "pmol/L" } },
        ],
      },
    },
  ],
};

/** What the laboratory adds to the blood tests. */
export const NEW_RESULT = {
  message: "TSH, repeated",
  files: [
    textFile("thyroid-2026-09.json", "application/fhir+json", `${JSON.stringify(TSH, null, 2)}\n`),
  ],
};

/** The supplier's record. */
export function productHistory(): RecordDraft {
  return {
    title: "Green coffee, lot 42",
    description: "From harvest to warehouse.",
    sections: [
      {
        title: "Origin",
        description: "Farm, harvest and processing",
        message: "Harvest report",
        files: [
          textFile(
            "harvest.txt",
            "text/plain",
            "Washed arabica, 1 850 m, harvested in May 2026.\n",
          ),
          pageFile("certificate.pdf", {
            heading: "Certificate of origin",
            lines: [
              "Green coffee, lot 42",
              "Washed arabica, 60 bags of 60 kg",
              "Grown at 1 850 m, harvested in May 2026",
              "Moisture 11.2 %, no defects of the first kind",
            ],
          }),
        ],
      },
      {
        title: "Shipping",
        description: "Containers, temperatures, customs",
        message: "Temperature log",
        files: [
          textFile(
            "temperature.csv",
            "text/csv",
            "hour,celsius\n0,18.2\n6,18.9\n12,19.4\n18,18.7\n24,18.3\n",
          ),
        ],
      },
      { title: "Prices", description: "", message: "", files: [] },
    ],
  };
}

/** What the supplier hands over to the auditor. */
export function earlierLot(): RecordDraft {
  return {
    title: "Green coffee, lot 17",
    description: "Sold out. Kept for the records.",
    sections: [
      {
        title: "Origin",
        description: "Farm, harvest and processing",
        message: "Harvest report",
        files: [textFile("harvest.txt", "text/plain", "Washed arabica, harvested in May 2025.\n")],
      },
      {
        title: "Deliveries",
        description: "",
        message: "All bags are delivered and paid for",
        files: [
          textFile("deliveries.csv", "text/csv", "date,bags\n2025-09-12,40\n2025-11-03,20\n"),
        ],
      },
    ],
  };
}

/** What the laboratory asks the supplier for access with. */
export const SUPPLIER_NOTE = "We analyse a sample of this lot, and need its harvest report.";
