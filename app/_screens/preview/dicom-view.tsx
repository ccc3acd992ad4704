"use client";

import { RotateCcw } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "../../_components/button.tsx";
import { Notice } from "../../_components/notice.tsx";
import { count, formatNumber } from "../../_text/format.ts";
import type { DicomFile, DicomTag } from "./dicom.ts";
import { readDicom } from "./dicom.ts";
import type { DicomImage, Window } from "./dicom-image.ts";
import { drawFrame, windowOf } from "./dicom-image.ts";
import { ViewProblem } from "./view-problem.tsx";
import type { ViewProps } from "./view-props.ts";

/** A medical image: the picture with its grey scale to set, and what the file says, as text. */
export function DicomView({ bytes }: ViewProps) {
  const dicom = useMemo(() => read(bytes), [bytes]);
  if (dicom === null) return <ViewProblem what="a medical image (DICOM)" />;
  const { facts, tags, isMore, image, imageProblem } = dicom;
  return (
    <div className="space-y-6">
      {image === null ? (
        <Notice title="No picture to show">
          <p>{imageProblem}</p>
        </Notice>
      ) : (
        <Picture image={image} />
      )}
      {facts.length > 0 && (
        <dl className="grid gap-x-6 gap-y-1.5 text-small sm:grid-cols-[10rem_1fr]">
          {facts.map(({ tag, name, value }) => (
            <div key={tag} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="min-w-0 break-words font-semibold max-sm:mb-1.5">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <details>
        <summary className="w-fit rounded-control font-semibold">
          {count(tags.length, "field")} of the file
        </summary>
        <TagTable tags={tags} />
        {isMore && (
          <p className="mt-2 text-muted text-small">
            The first {formatNumber(tags.length)}. Download the file to see the rest.
          </p>
        )}
      </details>
      <p className="text-muted text-small">For looking at, not for making a diagnosis.</p>
    </div>
  );
}

function read(bytes: Uint8Array): DicomFile | null {
  try {
    return readDicom(bytes);
  } catch {
    return null;
  }
}

/** The picture, frame by frame; for grey ones with brightness and contrast. */
function Picture({ image }: { image: DicomImage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [frame, setFrame] = useState(0);
  const scale = useMemo(() => windowOf(image, 0), [image]);
  const [chosen, setChosen] = useState<Window | null>(null);
  const window = chosen ?? scale?.window ?? null;
  const { columns, rows, frames, pixelRatio } = image;
  useEffect(() => {
    const paper = canvas.current?.getContext("2d");
    paper?.putImageData(new ImageData(drawFrame(image, { frame, window }), columns, rows), 0, 0);
  }, [image, frame, window, columns, rows]);
  return (
    <div className="space-y-4">
      <div className="flex justify-center rounded-card p-2" style={{ background: "#000" }}>
        <canvas
          ref={canvas}
          width={columns}
          height={rows}
          role="img"
          aria-label={frames > 1 ? `Picture ${frame + 1} of ${frames}` : "Picture"}
          className="h-[60dvh] max-w-full object-contain"
          style={{ aspectRatio: `${columns} / ${rows * pixelRatio}` }}
        />
      </div>
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
        {frames > 1 && (
          <Range
            label={`Picture ${frame + 1} of ${frames}`}
            {...{ least: 0, most: frames - 1, value: frame, onChange: setFrame }}
          />
        )}
        {scale !== null && window !== null && (
          <>
            <Range
              label="Brightness (window centre)"
              least={Math.min(scale.least, window.centre)}
              most={Math.max(scale.most, window.centre)}
              value={window.centre}
              onChange={(centre) => setChosen({ ...window, centre })}
            />
            <Range
              label="Contrast (window width)"
              least={1}
              most={Math.max(2, scale.most - scale.least + 1, window.width)}
              value={window.width}
              onChange={(width) => setChosen({ ...window, width })}
            />
          </>
        )}
      </div>
      {chosen !== null && (
        <Button size="small" icon={RotateCcw} onClick={() => setChosen(null)}>
          As the file says
        </Button>
      )}
    </div>
  );
}

interface RangeProps {
  label: string;
  least: number;
  most: number;
  value: number;
  onChange: (value: number) => void;
}

function Range({ label, least, most, value, onChange }: RangeProps) {
  return (
    <label className="block text-small">
      <span className="flex justify-between gap-3">
        <span className="font-semibold">{label}</span>
        <span className="text-muted tabular-nums">{formatNumber(Math.round(value))}</span>
      </span>
      <input
        type="range"
        className="mt-1 w-full"
        min={least}
        max={most}
        step={most - least > 20 ? 1 : "any"}
        value={value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </label>
  );
}

function TagTable({ tags }: { tags: readonly DicomTag[] }) {
  return (
    <section
      aria-label="Fields of the file"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      className="mt-3 max-h-[50dvh] overflow-auto rounded-control border border-line"
    >
      <table className="w-full text-left text-small">
        <thead className="sticky top-0 bg-sunken">
          <tr className="*:px-3 *:py-2">
            <th scope="col">Field</th>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {tags.map(({ tag, name, value }) => (
            <tr key={tag} className="border-line border-t *:px-3 *:py-1.5 *:align-top">
              <td className="whitespace-nowrap font-mono text-tiny">{tag}</td>
              <td>{name}</td>
              <td className="min-w-40 break-all">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
