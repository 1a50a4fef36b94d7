import { Download } from 'lucide-react'
import type { EngineStatus } from '../../../main/api/target-contract.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { Fact } from '../../shell/engine-facts.tsx'
import { target } from '../../store/target.ts'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.tsx'
import { downloadText } from '../shared/download.ts'

type Certificate = NonNullable<NonNullable<EngineStatus['health']>['certificate']>

/** What phones see that connect by TLS, and the file that makes them trust it. */
export function CertificateFacts({ certificate }: { readonly certificate: Certificate }) {
  const { fingerprint, names, validToMs, authorityFingerprint } = certificate
  return (
    <div className="flex flex-col gap-3">
      <dl>
        <Fact label="Valid until">{new Date(validToMs).toLocaleDateString()}</Fact>
        <Fact label="Signed by">{authorityFingerprint === null ? 'a certificate authority' : 'this engine'}</Fact>
      </dl>
      <Long label="Stands for" words={names.join(', ')} />
      <Long label="Fingerprint, SHA-256" words={fingerprint} />
      {authorityFingerprint === null ? null : (
        <>
          <Long label="Fingerprint of the CA file" words={authorityFingerprint} />
          <p className="text-ink-faint">
            Phones trust the engine once they have its CA file. The fingerprint says that it is the right one.
          </p>
          <Button icon={Download} className="self-start" onClick={() => void saveAuthority()}>
            Save CA file
          </Button>
        </>
      )}
    </div>
  )
}

function Long({ label, words }: { readonly label: string; readonly words: string }) {
  return (
    <div>
      <p className="text-ink-faint">{label}</p>
      <p className="select-text break-words font-mono text-small">{words}</p>
    </div>
  )
}

async function saveAuthority(): Promise<void> {
  try {
    const { pem } = await api().operate.certificateAuthority(target())
    if (pem !== null) downloadText('callwright-ca.pem', pem, 'application/x-pem-file')
  } catch (error) {
    toast.error('The CA file cannot be saved', { description: refusalOf(error).message })
  }
}
