import { languageOf } from '../languages.ts'
import { singleLine } from '../line-text.ts'
import { type ClockChange, offsetText } from '../phone-clock.ts'
import {
  clearedUpTo,
  hostPort,
  type PhoneFile,
  type PhoneKey,
  type PhoneSetup,
  REGISTER_SEC,
  TIME_SERVER,
} from '../phone-setup.ts'
import { around, document, element } from '../xml-lines.ts'
import type { Maker } from './maker.ts'

/**
 * Cisco SPA3xx and SPA5xx: an open XML profile, fetched by the profile rule, in which `$MA` is the MAC address in small letters (Cisco Small Business
 * IP Telephony Devices Provisioning Guide, "Open (XML) profile" and "Macro expansion"; Administration Guide for extended functions). Their SRTP is
 * chosen by `s-descriptor` for SDES; by itself it is of the maker's own kind.
 */
export const ciscoSpa: Maker = {
  name: 'Cisco SPA',
  userAgent: /cisco|linksys|sipura|\bspa/i,
  where: 'Voice, Provisioning, Profile Rule',
  typed: (baseUrl) => `${baseUrl}$MA.xml`,
  files: (setup) => [profile(setup), phoneBook(setup)],
}

/** Of the phone with most. */
const MOST_KEYS = 12
const PHONE_BOOK = 'phonebook.xml'

function profile(setup: PhoneSetup): PhoneFile {
  const entries = [...extension(setup), ...clearedUpTo(MOST_KEYS, setup.keys).flatMap(lineKey), ...surroundings(setup)]
  const text = document(
    around(
      'flat-profile',
      entries.map(([name, value]) => element(name, singleLine(String(value)))),
    ),
  )
  return { name: `${setup.macAddress}.xml`, mimeType: 'application/xml', text }
}

type Entry = readonly [name: string, value: string | number]

/** Opus is none of theirs. */
const codecNames = { G722: 'G722', PCMU: 'G711u', PCMA: 'G711a' } as const
const isTheirs = (codec: PhoneSetup['codecs'][number]): codec is keyof typeof codecNames => codec !== 'OPUS'

function extension(setup: PhoneSetup): Entry[] {
  const { server, username, password, displayName, label, encryption, dtmf, codes, codecs } = setup
  const [first = 'Unspecified', second = 'Unspecified', third = 'Unspecified'] = codecs
    .filter(isTheirs)
    .map((codec) => codecNames[codec])
  return [
    ['Station_Name', label],
    ['Line_Enable_1_', 'Yes'],
    ['Proxy_1_', hostPort(server)],
    ['Register_1_', 'Yes'],
    ['Register_Expires_1_', REGISTER_SEC],
    ['SIP_Transport_1_', server.transport.toUpperCase()],
    ['Display_Name_1_', displayName],
    ['User_ID_1_', username],
    ['Password_1_', password],
    ['Use_Auth_ID_1_', 'Yes'],
    ['Auth_ID_1_', username],
    ['Mailbox_ID_1_', username],
    ['Voice_Mail_Number', codes.voicemail],
    ['Attendant_Console_Call_Pickup_Code', codes.pickUp],
    ['Call_Pickup_Code', codes.pickUp],
    ['SRTP_Method', 's-descriptor'],
    ['Secure_Call_Setting', encryption === 'off' ? 'No' : 'Yes'],
    // AVT is their name for RFC 4733.
    ['DTMF_Tx_Method_1_', { auto: 'Auto', rfc4733: 'AVT', info: 'INFO', inband: 'InBand' }[dtmf]],
    ['Preferred_Codec_1_', first],
    ['Second_Preferred_Codec_1_', second],
    ['Third_Preferred_Codec_1_', third],
    // Calls go on in another codec than the first.
    ['Use_Pref_Codec_Only_1_', 'No'],
  ]
}

/** `fnc`: `blf` shows, `sd` dials, `cp` picks up. In a name neither `;` nor `@` can stand. */
function lineKey(key: PhoneKey, index: number): Entry[] {
  const at = index + 1
  const name = (label: string) => singleLine(label).replaceAll(/[;@]/g, ' ')
  const entries = (where: number | 'Disabled', short: string, extended: string): Entry[] => [
    [`Extension_${at}_`, where],
    [`Short_Name_${at}_`, short],
    [`Extended_Function_${at}_`, extended],
  ]
  switch (key.kind) {
    case 'line':
      return entries(1, key.label, '')
    case 'lamp': {
      const functions = key.isColleague ? 'blf+sd+cp' : 'blf+sd'
      const about = `fnc=${functions};sub=${part(key.address)}@$PROXY;nme=${name(key.label)}`
      return entries('Disabled', key.label, about)
    }
    case 'dial':
      return entries('Disabled', key.label, `fnc=sd;ext=${part(key.number)}@$PROXY;nme=${name(key.label)}`)
    case 'none':
      return entries('Disabled', '', '')
  }
}

const part = (address: string) => singleLine(address).replaceAll(/[;@\s]/g, '')

const languages = {
  de: 'German',
  en: 'English',
  es: 'Spanish',
  fr: 'French',
  it: 'Italian',
  nl: 'Dutch',
  pt: 'Portuguese',
}

function surroundings({ language, clock, baseUrl }: PhoneSetup): Entry[] {
  const { summer } = clock
  return [
    ['Language_Selection', languageOf(language, languages, 'English')],
    ['Primary_NTP_Server', TIME_SERVER],
    ['Time_Zone', `GMT${offsetText(clock.offsetMin)}`],
    ['Daylight_Saving_Time_Enable', summer ? 'Yes' : 'No'],
    ...(summer
      ? ([
          [
            'Daylight_Saving_Time_Rule',
            `start=${change(summer.from)};end=${change(summer.until)};save=${saved(summer.savedMin)}`,
          ],
        ] as const)
      : []),
    ...(baseUrl === null
      ? []
      : ([
          ['Profile_Rule', `${baseUrl}$MA.xml`],
          ['XML_Directory_Service_Name', 'Colleagues'],
          ['XML_Directory_Service_URL', baseUrl + PHONE_BOOK],
        ] as const)),
  ]
}

/** Month, the day from which that weekday is looked for (-1: the last of the month), weekday (7 is Sunday), time. */
const change = ({ month, week, weekday, hour }: ClockChange) =>
  `${month}/${week === 5 ? -1 : (week - 1) * 7 + 1}/${weekday}/${hour}:0:0`

const saved = (minutes: number) => `${Math.floor(minutes / 60)}:${minutes % 60}:0`

/** A directory of the IP phone XML services; 32 entries are what the phones show of one page, more are scrolled. */
function phoneBook({ colleagues }: PhoneSetup): PhoneFile {
  const entries = colleagues.flatMap(({ name, number }) =>
    around('DirectoryEntry', [element('Name', singleLine(name)), element('Telephone', number)]),
  )
  const text = document(around('CiscoIPPhoneDirectory', [element('Title', 'Colleagues'), ...entries]))
  return { name: PHONE_BOOK, mimeType: 'text/xml', text }
}
