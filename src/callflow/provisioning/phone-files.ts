import type { PhoneMaker } from '../design/kinds/desk-phone.ts'
import { isOneLine } from './line-text.ts'
import { makers } from './makers/makers.ts'
import type { PhoneFile, PhoneSetup } from './phone-setup.ts'

export type PhoneFiles =
  | { readonly ok: true; readonly files: readonly PhoneFile[] }
  /** A sentence. */
  | { readonly ok: false; readonly problem: string }

/** What the phone fetches, the first asked for by itself. Refused when a value that must stay as it is would end its line and begin another. */
export function phoneFiles(maker: PhoneMaker, setup: PhoneSetup): PhoneFiles {
  const { username, password, server, codes, keys, colleagues, macAddress } = setup
  const exact: readonly (readonly [string, string])[] = [
    ['SIP user name', username],
    ['SIP password', password],
    ['server', server.host],
    ['code for messages', codes.voicemail],
    ['code to pick up', codes.pickUp],
    ...keys.flatMap((key): readonly (readonly [string, string])[] =>
      key.kind === 'lamp'
        ? [['address of a line key', key.address]]
        : key.kind === 'dial'
          ? [['number of a line key', key.number]]
          : [],
    ),
    ...colleagues.map(({ number }): readonly [string, string] => ['number in the phone book', number]),
  ]
  const broken = exact.find(([, value]) => !isOneLine(value))
  if (broken) return { ok: false, problem: `The ${broken[0]} holds a line end or a space at its edge.` }
  if (maker !== 'linphone' && !/^[0-9a-f]{12}$/.test(macAddress))
    return { ok: false, problem: 'It has no MAC address.' }
  return { ok: true, files: makers[maker].files(setup) }
}

/** The file that is asked for by that name. Phones write MAC addresses in small letters or in capitals. */
export function fileCalled(files: readonly PhoneFile[], name: string): PhoneFile | undefined {
  const wanted = name.toLowerCase()
  return files.find((file) => [file.name, ...(file.aliases ?? [])].some((each) => each.toLowerCase() === wanted))
}
