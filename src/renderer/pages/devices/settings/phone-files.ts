import type { Device } from '../../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../../callflow/design/snapshot.ts'
import { phoneFiles, type PhoneFiles } from '../../../../callflow/provisioning/phone-files.ts'
import { setupOfDevice } from '../../../../callflow/provisioning/setup-of-device.ts'
import type { EngineAddress } from './engine-address.ts'

/** As the engine makes them, from the design that is shown. Without an engine there is a name where its address will be. */
export function filesOf(
  design: DesignSnapshot,
  device: Device,
  { sip, origin }: EngineAddress,
  secret: string | null,
): PhoneFiles {
  if (device.phoneMaker === '') return { ok: false, problem: 'It has no maker.' }
  const setup = setupOfDevice(design, device, {
    server: sip ?? { host: design.account?.sipRealm ?? 'callwright.local', port: 5_060 },
    baseUrl: origin !== null && secret !== null ? `${origin}/phones/${secret}/` : null,
    year: new Date().getFullYear(),
  })
  return phoneFiles(device.phoneMaker, setup)
}

/** With dots for the password, for whoever looks over a shoulder. */
export const withoutPassword = (text: string, { sipPassword }: Device): string =>
  sipPassword === ''
    ? text
    : [sipPassword, escaped(sipPassword)].reduce((all, secret) => all.replaceAll(secret, '••••••'), text)

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
