import { singleLine } from '../line-text.ts'
import { languageOf } from '../languages.ts'
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

type Entry = readonly [key: string, value: string | number]

/**
 * Yealink T3, T4, T5 and later, firmware 83 and newer: `<mac>.cfg`, a line for each parameter (Yealink SIP IP Phones Auto Provisioning Guide V86
 * and the Administrator Guide's list of parameters). A value ends with its line, so none may hold a line end.
 */
export const yealink: Maker = {
  name: 'Yealink',
  userAgent: /yealink/i,
  where: 'Settings, Auto Provision, Server URL',
  typed: (baseUrl) => baseUrl,
  files: (setup) => [settingsFile(setup), phoneBook(setup)],
}

/** Of the phone with most. */
const MOST_KEYS = 27
const PHONE_BOOK = 'phonebook.xml'

function settingsFile(setup: PhoneSetup): PhoneFile {
  const entries: readonly Entry[] = [
    ...account(setup),
    ...codecs(setup),
    // 0 tones, 1 RFC 4733 where the other side has it, 2 SIP INFO, whose body is then of the first kind, dtmf-relay.
    ['account.1.dtmf.type', { auto: 1, rfc4733: 1, info: 2, inband: 0 }[setup.dtmf]],
    ['account.1.dtmf.info_type', 1],
    ...clearedUpTo(MOST_KEYS, setup.keys).flatMap((key, index) => lineKey(`linekey.${index + 1}`, key, setup)),
    ...surroundings(setup),
  ]
  const lines = entries.map(([key, value]) => `${key} = ${singleLine(String(value))}`)
  // The first line must be this one.
  const text = ['#!version:1.0.0.1', ...lines, ''].join('\n')
  return { name: `${setup.macAddress}.cfg`, mimeType: 'text/plain; charset=utf-8', text }
}

function account(setup: PhoneSetup): Entry[] {
  const { server, username, password, displayName, label, encryption, codes } = setup
  return [
    ['account.1.enable', 1],
    ['account.1.label', label],
    ['account.1.display_name', displayName],
    ['account.1.auth_name', username],
    ['account.1.user_name', username],
    ['account.1.password', password],
    ['account.1.sip_server.1.address', server.host],
    ['account.1.sip_server.1.port', server.port],
    ['account.1.sip_server.1.transport_type', { udp: 0, tcp: 1, tls: 2 }[server.transport]],
    ['account.1.sip_server.1.expires', REGISTER_SEC],
    ['account.1.srtp_encryption', { off: 0, offered: 1, required: 2 }[encryption]],
    ['account.1.subscribe_mwi', 1],
    ['account.1.subscribe_mwi_to_vm', 0],
    ['voice_mail.number.1', codes.voicemail],
    ['features.pickup.direct_pickup_enable', codes.pickUp === '' ? 0 : 1],
    ['features.pickup.direct_pickup_code', codes.pickUp],
  ]
}

const codecNames = { G722: 'g722', PCMU: 'pcmu', PCMA: 'pcma', OPUS: 'opus' } as const

function codecs({ codecs: chosen }: PhoneSetup): Entry[] {
  return (Object.keys(codecNames) as (keyof typeof codecNames)[]).flatMap((codec): Entry[] => {
    const at = chosen.indexOf(codec)
    const name = `account.1.codec.${codecNames[codec]}`
    return [
      [`${name}.enable`, at === -1 ? 0 : 1],
      [`${name}.priority`, at === -1 ? 0 : at + 1],
    ]
  })
}

/** Types of a key, as the guide numbers them: 0 none, 13 speed dial, 15 line, 16 BLF. */
function lineKey(at: string, key: PhoneKey, { codes }: PhoneSetup): Entry[] {
  switch (key.kind) {
    case 'line':
      return [
        [`${at}.type`, 15],
        [`${at}.line`, 1],
        [`${at}.label`, key.label],
      ]
    case 'lamp':
      return [
        [`${at}.type`, 16],
        [`${at}.line`, 1],
        [`${at}.value`, key.address],
        [`${at}.label`, key.label],
        ...(key.isColleague && codes.pickUp !== '' ? [[`${at}.extension`, codes.pickUp] as const] : []),
      ]
    case 'dial':
      return [
        [`${at}.type`, 13],
        [`${at}.line`, 1],
        [`${at}.value`, key.number],
        [`${at}.label`, key.label],
      ]
    case 'none':
      return [[`${at}.type`, 0]]
  }
}

const languages = {
  de: 'German',
  en: 'English',
  es: 'Spanish',
  fr: 'French',
  it: 'Italian',
  nl: 'Dutch',
  pl: 'Polish',
  pt: 'Portuguese',
  ru: 'Russian',
  tr: 'Turkish',
}

function surroundings({ language, clock, baseUrl }: PhoneSetup): Entry[] {
  const spoken = languageOf(language, languages, 'English')
  const { summer } = clock
  return [
    ['lang.gui', spoken],
    ['lang.wui', spoken],
    ['local_time.ntp_server1', TIME_SERVER],
    ['local_time.time_zone', hours(clock.offsetMin) || 0],
    ['local_time.summer_time', summer ? 1 : 0],
    ...(summer
      ? ([
          ['local_time.dst_time_type', 1],
          ['local_time.start_time', change(summer.from)],
          ['local_time.end_time', change(summer.until)],
          ['local_time.offset_time', summer.savedMin],
        ] as const)
      : []),
    ...(baseUrl === null
      ? []
      : ([
          ['static.auto_provision.server.url', baseUrl],
          ['remote_phonebook.data.1.url', baseUrl + PHONE_BOOK],
          ['remote_phonebook.data.1.name', 'Colleagues'],
          ['features.remote_phonebook.enable', 1],
        ] as const)),
  ]
}

/** Month, week (5: the last), weekday (1: Monday), hour. */
const change = ({ month, week, weekday, hour }: ClockChange) => `${month}/${week}/${weekday}/${hour}`

/** The format of Yealink's remote phone book. */
function phoneBook({ colleagues }: PhoneSetup): PhoneFile {
  const entries = colleagues.flatMap(({ name: who, number }) =>
    around('DirectoryEntry', [element('Name', singleLine(who)), element('Telephone', number)]),
  )
  return { name: PHONE_BOOK, mimeType: 'application/xml', text: document(around('YealinkIPPhoneDirectory', entries)) }
}
