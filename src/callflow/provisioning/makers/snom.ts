import { languageOf } from '../languages.ts'
import { singleLine } from '../line-text.ts'
import type { PhoneClock } from '../phone-clock.ts'
import {
  bracketed,
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
 * Snom 7xx and Dxxx, firmware 8.7 and newer: one XML file with settings, function keys and the phone book (Snom Service Hub, "Auto Provisioning",
 * "Configuration files" and "Function key types"). The phone puts its MAC address, in capitals, in the place of `{mac}`; without a file's name it asks
 * for `snom<model>-<MAC>.htm`.
 */
export const snom: Maker = {
  name: 'Snom',
  userAgent: /snom/i,
  where: 'Advanced, Update, Setting URL',
  typed: (baseUrl) => `${baseUrl}{mac}.xml`,
  files: (setup) => [settingsFile(setup)],
}

function settingsFile(setup: PhoneSetup): PhoneFile {
  const { macAddress, model, keys, colleagues } = setup
  const text = document(
    around('settings', [
      ...around('phone-settings', [...identity(setup), ...surroundings(setup)], { e: 2 }),
      ...around(
        'functionKeys',
        keys.map((key, index) => functionKey(key, index, setup)),
        { e: 2 },
      ),
      ...around('tbook', colleagues.flatMap(contact), { e: 2, complete: 'true' }),
    ]),
  )
  const mac = macAddress.toUpperCase()
  const short = model.replace(/^snom\s*/i, '').replaceAll(/[^A-Za-z0-9]/g, '')
  const aliases = short === '' ? [] : [`snom${short}-${mac}.htm`]
  return { name: `${mac}.xml`, aliases, mimeType: 'application/xml', text }
}

/** The phone's user may not change what has no `R` or `RW`; later files may. */
const setting = (name: string, value: string | number, idx?: number) =>
  element(name, typeof value === 'string' ? singleLine(value) : value, { ...(idx !== undefined && { idx }), perm: 'R' })

const codecNames = { G722: 'g722', PCMU: 'pcmu', PCMA: 'pcma', OPUS: 'opus' } as const

function identity(setup: PhoneSetup): string[] {
  const { server, username, password, displayName, label, encryption, dtmf, codes, codecs } = setup
  return [
    setting('user_active', 'on', 1),
    setting('user_realname', displayName, 1),
    setting('user_idle_text', label, 1),
    setting('user_name', username, 1),
    setting('user_pname', username, 1),
    setting('user_pass', password, 1),
    setting('user_host', bracketed(server.host), 1),
    setting('user_outbound', `${hostPort(server)};transport=${server.transport}`, 1),
    setting('user_expiry', REGISTER_SEC, 1),
    setting('user_mailbox', codes.voicemail, 1),
    setting('user_srtp', encryption === 'off' ? 'off' : 'on', 1),
    setting('user_savp', { off: 'off', offered: 'optional', required: 'mandatory' }[encryption], 1),
    // Without telephone-event in the list it sends tones.
    setting('user_dtmf_info', dtmf === 'info' ? 'sip_info_only' : 'off', 1),
    setting(
      'codec_priority_list',
      [...codecs.map((codec) => codecNames[codec]), ...(dtmf === 'inband' ? [] : ['telephone-event'])].join(','),
      1,
    ),
  ]
}

const languages = { de: 'Deutsch', en: 'English', es: 'Espanol', fr: 'Francais', it: 'Italiano', nl: 'Nederlands' }

function surroundings({ language, clock }: PhoneSetup): string[] {
  const spoken = languageOf(language, languages, 'English')
  return [
    setting('language', spoken),
    setting('web_language', spoken),
    setting('ntp_server', TIME_SERVER),
    // Snom knows zones of its own by name; the offset and the rule say the same for any.
    setting('utc_offset', clock.offsetMin * 60),
    ...(clock.summer ? [setting('dst', daylight(clock.summer))] : []),
  ]
}

/** Seconds, then month.week.weekday and the time of both days; week 5 is the last, weekday 7 is Sunday. */
function daylight({ from, until, savedMin }: NonNullable<PhoneClock['summer']>): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = ({ month, week, weekday, hour }: typeof from) =>
    `${two(month)}.${two(week)}.${two(weekday)} ${two(hour)}:00:00`
  return `${savedMin * 60} ${day(from)} ${day(until)}`
}

function functionKey(key: PhoneKey, index: number, { codes }: PhoneSetup): string {
  const label = key.kind === 'none' ? '' : singleLine(key.label)
  return element('fkey', action(key, codes.pickUp), { idx: index, context: 1, label, perm: 'R' })
}

function action(key: PhoneKey, pickUp: string): string {
  switch (key.kind) {
    case 'line':
      return 'line'
    case 'lamp':
      return `blf ${singleLine(key.address)}${key.isColleague && pickUp !== '' ? `|${pickUp}` : ''}`
    case 'dial':
      return `speed ${singleLine(key.number)}`
    case 'none':
      return 'none'
  }
}

const contact = ({ name, number }: { readonly name: string; readonly number: string }, index: number): string[] =>
  around('item', [element('name', singleLine(name)), element('number', number)], {
    context: 'active',
    type: 'colleagues',
    index,
  })
