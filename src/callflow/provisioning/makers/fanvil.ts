import { languageOf } from '../languages.ts'
import { singleLine } from '../line-text.ts'
import { type ClockChange, hours } from '../phone-clock.ts'
import {
  clearedUpTo,
  type PhoneFile,
  type PhoneKey,
  type PhoneSetup,
  REGISTER_SEC,
  TIME_SERVER,
} from '../phone-setup.ts'
import { around, document, element } from '../xml-lines.ts'
import type { Maker } from './maker.ts'

/**
 * Fanvil X and V series, firmware 2.x: `<mac>.cfg`, XML below `sysConf` (Fanvil Auto Provision manual and the file that the phone's own "Export
 * configuration" writes).
 */
export const fanvil: Maker = {
  name: 'Fanvil',
  userAgent: /fanvil/i,
  where: 'System, Auto Provision, Static Provisioning Server; file $mac.cfg',
  typed: (baseUrl) => baseUrl,
  files: (setup) => [settingsFile(setup), phoneBook(setup)],
}

/** Of the phone with most. */
const MOST_KEYS = 12
const PHONE_BOOK = 'phonebook.xml'

function settingsFile(setup: PhoneSetup): PhoneFile {
  const text = document(
    around('sysConf', [
      element('Version', '2.0002'),
      ...around('sip', around('line', line(setup), { index: 1 })),
      ...around('phone', [
        ...around('display', [element('DefaultLanguage', languageOf(setup.language, languages, 'en'))]),
        ...around('date', date(setup)),
        ...phoneBookPlace(setup),
      ]),
      ...around('dsskey', keyPages(setup)),
    ]),
  )
  return { name: `${setup.macAddress}.cfg`, mimeType: 'application/xml', text }
}

const codecNames = { G722: 'G722', PCMU: 'PCMU', PCMA: 'PCMA', OPUS: 'opus' } as const

function line({
  server,
  username,
  password,
  displayName,
  label,
  encryption,
  dtmf,
  codes,
  codecs,
}: PhoneSetup): string[] {
  return [
    element('PhoneNumber', singleLine(username)),
    element('DisplayName', singleLine(displayName)),
    element('SipName', singleLine(label)),
    element('RegisterAddr', singleLine(server.host)),
    element('RegisterPort', server.port),
    element('RegisterUser', singleLine(username)),
    element('RegisterPswd', password),
    element('RegisterTTL', REGISTER_SEC),
    element('EnableReg', 1),
    // 0 UDP, 1 TCP, 3 TLS
    element('Transport', { udp: 0, tcp: 1, tls: 3 }[server.transport]),
    // 0 never, 1 when both can, 2 always
    element('MediaCrypto', { off: 0, offered: 1, required: 2 }[encryption]),
    // 0 tones, 1 RFC 4733, 2 SIP INFO, 3 by itself
    element('DTMFMode', { inband: 0, rfc4733: 1, info: 2, auto: 3 }[dtmf]),
    element('MWINum', codes.voicemail),
    element('PickupNum', codes.pickUp),
    element('Subscribe', 1),
    element('VoiceCodecMap', codecs.map((codec) => codecNames[codec]).join(',')),
  ]
}

const KEYS_ON_A_PAGE = 6

function keyPages(setup: PhoneSetup): string[] {
  const pages = Map.groupBy(clearedUpTo(MOST_KEYS, setup.keys).entries(), ([at]) => Math.floor(at / KEYS_ON_A_PAGE))
  return [...pages].flatMap(([page, keys]) =>
    around(
      'internal',
      keys.flatMap(([at, key]) => dssKey(key, at % KEYS_ON_A_PAGE, setup)),
      { index: page + 1 },
    ),
  )
}

/**
 * Types: 0 none, 1 memory key, 2 line. A memory key's value is the number, the line, and what it does: `f` dials, `bc` shows the lamp and calls, and
 * may be followed by what is dialled to pick up.
 */
function dssKey(key: PhoneKey, index: number, { codes }: PhoneSetup): string[] {
  const fkey = (type: number, value: string, label: string) =>
    around('Fkey', [element('Type', type), element('Value', value), element('Title', singleLine(label))], {
      index: index + 1,
    })
  switch (key.kind) {
    case 'line':
      return fkey(2, 'SIP1', key.label)
    case 'lamp': {
      const pickUp = key.isColleague && codes.pickUp !== '' ? codes.pickUp + part(key.address) : ''
      return fkey(1, `${part(key.address)}@1/bc${pickUp}`, key.label)
    }
    case 'dial':
      return fkey(1, `${part(key.number)}@1/f`, key.label)
    case 'none':
      return fkey(0, '', '')
  }
}

const part = (address: string) => singleLine(address).replaceAll(/[@/\s]/g, '')

const languages = {
  de: 'de',
  en: 'en',
  es: 'es',
  fr: 'fr',
  it: 'it',
  nl: 'nl',
  pl: 'pl',
  pt: 'pt',
  ru: 'ru',
  tr: 'tr',
}

/** Zones count in quarters of an hour from UTC; summer time is 2, by days of our own, and those are 2, by week. Week 5 is the last, weekday 0 is Sunday. */
function date({ clock: { offsetMin, summer } }: PhoneSetup): string[] {
  return [
    element('EnableSNTP', 1),
    element('SNTPServer', TIME_SERVER),
    element('TimeZone', Math.round(offsetMin / 15)),
    element('TimeZoneName', `UTC${hours(offsetMin)}`),
    element('EnableDST', summer ? 2 : 0),
    ...(summer
      ? [
          element('DSTFixedType', 2),
          element('DSTMinOffset', summer.savedMin),
          ...change('Start', summer.from),
          ...change('End', summer.until),
        ]
      : []),
  ]
}

const change = (which: string, { month, week, weekday, hour }: ClockChange): string[] => [
  element(`DST${which}Mon`, month),
  element(`DST${which}Week`, week),
  element(`DST${which}Wday`, weekday % 7),
  element(`DST${which}Hour`, hour),
]

const phoneBookPlace = ({ baseUrl }: PhoneSetup): string[] =>
  baseUrl === null
    ? []
    : around('xmlContact', [element('Name', 'Colleagues'), element('Addr', baseUrl + PHONE_BOOK)], { index: 1 })

function phoneBook({ colleagues }: PhoneSetup): PhoneFile {
  const entries = colleagues.flatMap(({ name, number }) =>
    around('DirectoryEntry', [element('Name', singleLine(name)), element('Telephone', number)]),
  )
  const text = document(around('FanvilIPPhoneDirectory', entries))
  return { name: PHONE_BOOK, mimeType: 'application/xml', text }
}
