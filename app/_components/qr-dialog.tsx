import { Dialog } from "./dialog.tsx";
import { QrCode } from "./qr-code.tsx";

interface QrDialogProps {
  what: string;
  text: string;
  note: string;
  onOpenChange: (open: boolean) => void;
}

/** A text as a QR code, large, with the text below. */
export function QrDialog({ what, text, note, onOpenChange }: QrDialogProps) {
  const title = what.replace(/^./, (it) => it.toUpperCase());
  return (
    <Dialog open onOpenChange={onOpenChange} title={title} description={note}>
      <div className="flex flex-col items-center gap-4">
        <QrCode text={text} label={`QR code of ${what}`} />
        <p className="w-full break-all text-center font-mono text-small">{text}</p>
      </div>
    </Dialog>
  );
}
