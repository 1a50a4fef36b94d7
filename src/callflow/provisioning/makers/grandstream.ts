import { languageOf } from '../languages.ts'
import { singleLine } from '../line-text.ts'
import type { ClockChange, PhoneClock } from '../phone-clock.ts'
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

type Item = readonly [name: string, value: string | number]

/**
 * Grandstream GRP26xx and GXP21xx: `cfg<mac>.xml` with names in place of P values, which `version="2"` says (Grandstream GRP26xx configuration
 * template; SIP Device Provisioning Guide for the file's name). How it sends keys is left to the phone: the template's name for that could not be checked, and
 * what our answers offer makes it do the right thing but for SIP INFO.
 */
export const grandstream: Maker = {
  name: 'Grandstream',
  userAgent: /grandstream/i,
  where: 'Maintenance, Upgrade and Provisioning, Config Server Path, by HTTP',
  typed: (baseUrl) => baseUrl.replace(/^https?:\/\//, '').replace(/\/$/, ''),
  files: (setup) => [settingsFile(setup), phoneBook(setup)],
}

/** Of the phone with most. */
const MOST_KEYS = 12
function settingsFile(setup: PhoneSetup): PhoneFile {
  const items = [...account(setup), ...clearedUpTo(MOST_KEYS, setup.keys).flatMap(lineKey), ...surroundings(setup)]
  const config = around(
    'config',
    items.map(([name, value]) => element('item', singleLine(String(value)), { name })),
    { version: 2 },
  )
  const text = document(around('gs_provision', [element('mac', setup.macAddress), ...config], { version: 1 }))
  return { name: `cfg${setup.macAddress}.xml`, mimeType: 'application/xml', text }
}

const codecNames = { G722: 'G.722', PCMU: 'PCMU', PCMA: 'PCMA', OPUS: 'OPUS' } as const
/** As many as the template has choices; the last is repeated, so that no codec of the phone's own stays. */
const CODEC_CHOICES = 8

function account(setup: PhoneSetup): Item[] {
  const { server, username, password, displayName, label, encryption, codes, codecs } = setup
  const last = codecs.at(-1)
  const filled = last === undefined ? [] : [...codecs, ...Array<typeof last>(CODEC_CHOICES).fill(last)]
  return [
    ['account.1.enable', 'Yes'],
    ['account.1.name', label],
    ['account.1.sip.server.1.address', hostPort(server)],
    ['account.1.sip.userid', username],
    ['account.1.sip.subscriber.userid', username],
    ['account.1.sip.subscriber.password', password],
    ['account.1.sip.subscriber.name', displayName],
    ['account.1.sip.registration', 'Yes'],
    ['account.1.sip.registerExpiration', REGISTER_SEC / 60],
    ['account.1.sip.transport', { udp: 'UDP', tcp: 'TCP', tls: 'TlsOrTcp' }[server.transport]],
    ['account.1.sip.subscribe.forMwi', 'Yes'],
    ['account.1.sip.voicemail.number', codes.voicemail],
    ['account.1.sip.blf.callPickup.prefix', codes.pickUp],
    [
      'account.1.audio.srtpMode',
      { off: 'Disabled', offered: 'EnabledButNotForced', required: 'EnabledAndForced' }[encryption],
    ],
    ...filled
      .slice(0, CODEC_CHOICES)
      .map((codec, index): Item => [`account.1.codec.choice.${index + 1}`, codecNames[codec]]),
  ]
}

/** Virtual multi-purpose keys; words rather than numbers, which differ between models. Accounts count from 0 there. */
function lineKey(key: PhoneKey, index: number): Item[] {
  const at = `pks.vpk.${index + 1}`
  if (key.kind === 'none') return [[`${at}.keyMode`, 'None']]
  const mode = { line: 'Line', lamp: 'BLF', dial: 'SpeedDial' }[key.kind]
  const value = key.kind === 'lamp' ? key.address : key.kind === 'dial' ? key.number : ''
  return [
    [`${at}.keyMode`, mode],
    [`${at}.account`, 0],
    [`${at}.description`, key.label.slice(0, 32)],
    [`${at}.value`, value],
  ]
}

const languages = { de: 'de', en: 'en', es: 'es', fr: 'fr', it: 'it', nl: 'nl', pl: 'pl', pt: 'pt', ru: 'ru', tr: 'tr' }

function surroundings({ language, clock, baseUrl }: PhoneSetup): Item[] {
  const isSecure = baseUrl?.startsWith('https:') ?? false
  return [
    ['language.gui', languageOf(language, languages, 'en')],
    ['dateTime.ntp.server.1', TIME_SERVER],
    ['dateTime.timezone', 'customize'],
    ['dateTime.timezone.custom', posixZone(clock)],
    ...(baseUrl === null
      ? []
      : ([
          ['phonebook.download.mode', isSecure ? 'EnabledUseHTTPS' : 'EnabledUseHTTP'],
          ['phonebook.download.server', grandstream.typed(baseUrl)],
          ['phonebook.download.interval', 720],
        ] as const)),
  ]
}

/** As `TZ` in POSIX.1 §8.3, whose offsets count westward: `STD-1DST-2`, and the two days by month, week and weekday. */
function posixZone({ offsetMin, summer }: PhoneClock): string {
  const winter = `STD${posixOffset(offsetMin)}`
  if (!summer) return winter
  return `${winter}DST${posixOffset(offsetMin + summer.savedMin)},${posixDay(summer.from)},${posixDay(summer.until)}`
}

function posixOffset(minutes: number): string {
  const size = Math.abs(minutes)
  const rest = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`
  return `${minutes > 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`
}

const posixDay = ({ month, week, weekday, hour }: ClockChange) =>
  `M${month}.${week}.${weekday % 7}/${String(hour).padStart(2, '0')}:00:00`

/** Fetched as `phonebook.xml` from the server's path (Grandstream XML Phonebook Guide). */
function phoneBook({ colleagues }: PhoneSetup): PhoneFile {
  const contacts = colleagues.flatMap(({ name, number }) =>
    around('Contact', [
      element('LastName', singleLine(name)),
      ...around('Phone', [element('phonenumber', number), element('accountindex', 1)], { type: 'Work' }),
    ]),
  )
  return { name: 'phonebook.xml', mimeType: 'application/xml', text: document(around('AddressBook', contacts)) }
}
