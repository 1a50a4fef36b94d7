import { languageOf } from '../languages.ts'
import { singleLine } from '../line-text.ts'
import type { ClockChange } from '../phone-clock.ts'
import { type PhoneFile, type PhoneKey, type PhoneSetup, REGISTER_SEC, TIME_SERVER } from '../phone-setup.ts'
import { around, document, element, empty } from '../xml-lines.ts'
import type { Maker } from './maker.ts'

type Settings = Record<string, string | number>

/**
 * Poly VVX and Edge E with UC Software 5.9 and newer: the master file `<mac>.cfg` names the file with the settings; contacts are in
 * `<mac>-directory.xml` (Polycom UC Software Administrator Guide, "Configuration file parameters" and "Master configuration file"). The phone keeps
 * `<mac>-phone.cfg` and `<mac>-web.cfg` for itself.
 */
export const poly: Maker = {
  name: 'Poly',
  userAgent: /poly/i,
  where: 'Settings, Provisioning Server, type HTTP, Server Address',
  typed: (baseUrl) => baseUrl.replace(/\/$/, ''),
  files: (setup) => [master(setup), settingsFile(setup), directory(setup)],
}

const settingsName = (macAddress: string) => `${macAddress}-settings.cfg`

function master({ macAddress }: PhoneSetup): PhoneFile {
  const application = empty('APPLICATION', { CONFIG_FILES: settingsName(macAddress) })
  return { name: `${macAddress}.cfg`, mimeType: 'application/xml', text: document([application]) }
}

function settingsFile(setup: PhoneSetup): PhoneFile {
  const settings = [...groups(setup)].map(([name, values]) => empty(name, values))
  const text = document(around('polycomConfig', settings))
  return { name: settingsName(setup.macAddress), mimeType: 'application/xml', text }
}

function* groups(setup: PhoneSetup): Generator<readonly [string, Settings]> {
  yield ['reg', registration(setup)]
  yield ['msg', { 'msg.mwi.1.callBackMode': 'contact', 'msg.mwi.1.callBack': setup.codes.voicemail }]
  yield ['voice', codecPreference(setup)]
  yield ['sec', srtp(setup)]
  yield ['tone', keyTones(setup)]
  yield ['voIpProt', { 'voIpProt.SIP.dtmfViaSignaling.rfc2976': setup.dtmf === 'info' ? 1 : 0 }]
  yield ['keys', lineKeys(setup)]
  yield ['call', { 'call.directedCallPickupString': setup.codes.pickUp }]
  yield ['tcpIpApp', clock(setup)]
  yield ['lcl', { 'lcl.ml.lang': languageOf(setup.language, languages, languages.en) }]
}

function registration({ server, username, password, displayName, label }: PhoneSetup): Settings {
  return {
    'reg.1.address': singleLine(username),
    'reg.1.displayName': singleLine(displayName),
    'reg.1.label': singleLine(label),
    'reg.1.auth.userId': singleLine(username),
    'reg.1.auth.password': password,
    'reg.1.server.1.address': singleLine(server.host),
    'reg.1.server.1.port': server.port,
    'reg.1.server.1.transport': { udp: 'UDPOnly', tcp: 'TCPOnly', tls: 'TLS' }[server.transport],
    'reg.1.server.1.expires': REGISTER_SEC,
    'reg.1.server.1.register': 1,
  }
}

const codecNames = { G722: 'G722', PCMU: 'G711_Mu', PCMA: 'G711_A', OPUS: 'Opus' } as const

/** 0: the codec is not used. */
const codecPreference = ({ codecs }: PhoneSetup): Settings =>
  Object.fromEntries(
    (Object.keys(codecNames) as (keyof typeof codecNames)[]).map((codec) => [
      `voice.codecPref.${codecNames[codec]}`,
      codecs.indexOf(codec) + 1,
    ]),
  )

/** `viaRtp`: in the audio's stream, as packets of their own with `rfc2833Control`, else as tones. */
const keyTones = ({ dtmf }: PhoneSetup): Settings => ({
  'tone.dtmf.viaRtp': dtmf === 'info' ? 0 : 1,
  'tone.dtmf.rfc2833Control': dtmf === 'auto' || dtmf === 'rfc4733' ? 1 : 0,
})

const srtp = ({ encryption }: PhoneSetup): Settings => ({
  'sec.srtp.enable': encryption === 'off' ? 0 : 1,
  'sec.srtp.offer': encryption === 'off' ? 0 : 1,
  'sec.srtp.require': encryption === 'required' ? 1 : 0,
})

/**
 * Where each key stands is said by `lineKey`; a lamp is the next of the attendant's list, a speed dial the next favourite of the directory. Types:
 * `normal` are people, `automata` are dialled at once.
 */
function lineKeys({ keys }: PhoneSetup): Settings {
  const settings: Settings = { 'lineKey.reassignment.enabled': 1 }
  const seen = { lamp: 0, dial: 0 }
  keys.forEach((key, index) => {
    const at = `lineKey.${index + 1}`
    settings[`${at}.category`] = categories[key.kind]
    settings[`${at}.index`] =
      key.kind === 'lamp' || key.kind === 'dial' ? ++seen[key.kind] : key.kind === 'line' ? 1 : 0
    if (key.kind !== 'lamp') return
    const resource = `attendant.resourceList.${seen.lamp}`
    settings[`${resource}.address`] = singleLine(key.address)
    settings[`${resource}.label`] = singleLine(key.label)
    settings[`${resource}.type`] = key.isColleague ? 'normal' : 'automata'
  })
  return settings
}

const categories = { line: 'Line', lamp: 'BLF', dial: 'SpeedDial', none: 'Unassigned' } as const

const languages = {
  de: 'German_Germany',
  en: 'English_United_States',
  es: 'Spanish_Spain',
  fr: 'French_France',
  it: 'Italian_Italy',
  nl: 'Dutch_Netherlands',
  pl: 'Polish_Poland',
  pt: 'Portuguese_Portugal',
  ru: 'Russian_Russia',
}

function clock({ clock: { offsetMin, summer } }: PhoneSetup): Settings {
  const sntp = 'tcpIpApp.sntp'
  const saving = `${sntp}.daylightSavings`
  return {
    [`${sntp}.address`]: TIME_SERVER,
    [`${sntp}.gmtOffset.overrideDHCP`]: 1,
    [`${sntp}.gmtOffset`]: offsetMin * 60,
    [`${saving}.enable`]: summer ? 1 : 0,
    ...(summer && {
      [`${saving}.fixedDayEnable`]: 0,
      ...change(`${saving}.start`, summer.from),
      ...change(`${saving}.stop`, summer.until),
    }),
  }
}

/** Weekday 1 is Sunday; `date` is the first day on which that week of the month may begin. */
const change = (at: string, { month, week, weekday, hour }: ClockChange): Settings => ({
  [`${at}.month`]: month,
  [`${at}.dayOfWeek`]: (weekday % 7) + 1,
  [`${at}.dayOfWeek.lastInMonth`]: week === 5 ? 1 : 0,
  [`${at}.date`]: week === 5 ? 1 : (week - 1) * 7 + 1,
  [`${at}.time`]: hour,
})

/** Speed dials are contacts with a number in the order of favourites (`sd`). */
function directory({ macAddress, colleagues, keys }: PhoneSetup): PhoneFile {
  const dials = keys.filter((key): key is Extract<PhoneKey, { kind: 'dial' }> => key.kind === 'dial')
  const numbers = new Set(dials.map(({ number }) => number))
  const favourites = dials.map(({ label, number }, index) => item(label, number, index + 1))
  const others = colleagues.filter(({ number }) => !numbers.has(number)).map(({ name, number }) => item(name, number))
  const list = around('item_list', [...favourites, ...others].flat())
  return {
    name: `${macAddress}-directory.xml`,
    mimeType: 'application/xml',
    text: document(around('directory', list)),
  }
}

const item = (name: string, number: string, favourite?: number): string[] =>
  around('item', [
    element('fn', singleLine(name)),
    element('ct', number),
    ...(favourite === undefined ? [] : [element('sd', favourite)]),
  ])
