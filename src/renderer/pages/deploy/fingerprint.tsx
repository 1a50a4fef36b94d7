/** SHA-256 of a certificate, in lines that are read aloud and compared. */
export function Fingerprint({ value }: { readonly value: string }) {
  const pairs = value.split(':')
  const lines = [0, 8, 16, 24].map((at) => pairs.slice(at, at + 8).join(' '))
  return (
    <p aria-label="Fingerprint" className="rounded-control bg-sunken px-3 py-2 font-mono text-small">
      {lines.map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
    </p>
  )
}
