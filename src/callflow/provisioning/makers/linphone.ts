import { singleLine } from '../line-text.ts'
import { hostPort, type PhoneFile, type PhoneSetup, REGISTER_SEC } from '../phone-setup.ts'
import { around, document, element } from '../xml-lines.ts'
import type { Maker } from './maker.ts'

/**
 * Linphone on telephones and computers: sections of its settings as XML (linphone.org, "Remote provisioning", `lpconfig.xsd`). Its camera takes the
 * address from a QR code.
 */
export const linphone: Maker = {
  name: 'Linphone',
  userAgent: /linphone/i,
  where: 'Assistant, Fetch remote configuration; or its camera',
  typed: (baseUrl) => baseUrl + FILE,
  files: (setup) => [settingsFile(setup)],
}

const FILE = 'linphone.xml'
const NAMESPACE = 'http://www.linphone.org/xsds/lpconfig.xsd'

function settingsFile({ server, username, password, displayName, encryption, dtmf, codecs }: PhoneSetup): PhoneFile {
  const there = `<sip:${hostPort(server)};transport=${server.transport}>`
  const domain = hostPort(server).replace(/:\d+$/, '')
  const identity = `"${displayName.replaceAll(/["\\]/g, '')}" <sip:${username}@${domain}>`
  const text = document(
    around(
      'config',
      [
        ...section('sip', [
          ['default_proxy', 0],
          ['media_encryption', encryption === 'off' ? 'none' : 'srtp'],
          ['use_info', dtmf === 'info' ? 1 : 0],
          ['use_rfc2833', dtmf === 'auto' || dtmf === 'rfc4733' ? 1 : 0],
        ]),
        ...section('misc', [['transient_provisioning', 0]]),
        ...section('proxy_0', [
          ['reg_proxy', there],
          ['reg_route', there],
          ['reg_identity', identity],
          ['reg_expires', REGISTER_SEC],
          ['reg_sendregister', 1],
        ]),
        ...section('auth_info_0', [
          ['username', username],
          ['passwd', password],
        ]),
        ...codecs.flatMap((codec, index) =>
          section(`audio_codec_${index}`, [
            ['mime', codec === 'OPUS' ? 'opus' : codec],
            ['rate', codec === 'OPUS' ? 48_000 : 8_000],
            ['channels', codec === 'OPUS' ? 2 : 1],
            ['enabled', 1],
          ]),
        ),
      ],
      { xmlns: NAMESPACE },
    ),
  )
  return { name: FILE, mimeType: 'application/xml', text }
}

/** What the phone had before gives way. */
const section = (name: string, entries: readonly (readonly [string, string | number])[]): string[] =>
  around(
    'section',
    entries.map(([key, value]) => element('entry', singleLine(String(value)), { name: key, overwrite: 'true' })),
    { name },
  )
