import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { fileCalled, phoneFiles } from '../phone-files.ts'
import type { PhoneFile, PhoneSetup } from '../phone-setup.ts'
import { deskPhone, plainPhone } from '../testing/setups.ts'
import { makerOfUserAgent, makers } from './makers.ts'

const all = Object.keys(makers) as (keyof typeof makers)[]

function filesOf(maker: keyof typeof makers, setup: PhoneSetup): readonly PhoneFile[] {
  const made = phoneFiles(maker, setup)
  if (!made.ok) throw new Error(made.problem)
  return made.files
}

/** Every text and attribute of a document, by element and by attribute; throws where it is not well-formed. */
function readXml(text: string): Map<string, string> {
  const values = new Map<string, string>()
  const path: string[] = []
  let content = ''
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    path.push(attributes['name'] === undefined ? name : `${name} ${attributes['name']}`)
    content = ''
    for (const [key, value] of Object.entries(attributes)) values.set(key, value)
  })
  parser.on('text', (part) => (content += part))
  parser.on('closetag', () => {
    values.set(path.pop() ?? '', content)
  })
  parser.write(text).close()
  return values
}

/** Lines of `key = value`, as Yealink reads them. */
const readLines = (text: string): Map<string, string> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line.includes(' = '))
      .map((line) => [line.slice(0, line.indexOf(' = ')), line.slice(line.indexOf(' = ') + 3)]),
  )

describe.each(all)('files for %s', (maker) => {
  it.each([
    ['everything set', deskPhone],
    ['hardly anything set', plainPhone],
  ])('are as its manual has them, with %s', async (about, setup) => {
    for (const { name, text } of filesOf(maker, setup))
      await expect(text).toMatchFileSnapshot(`../fixtures/${about.split(' ')[0]}/${maker}/${name}`)
  })

  it('can be read again, names and passwords as they were', () => {
    const [first] = filesOf(maker, deskPhone)
    const settings = filesOf(maker, deskPhone).find(({ text }) => text.includes('#h'))
    for (const { mimeType, text } of filesOf(maker, deskPhone)) if (mimeType.includes('xml')) readXml(text)
    const values = settings?.mimeType.includes('xml') ? readXml(settings.text) : readLines(settings?.text ?? '')
    expect(first).toBeDefined()
    expect([...values.values()]).toContain(deskPhone.password)
  })

  it('hold no line or element that a name brought in', () => {
    const hostile = 'x\r\naccount.1.password = mine\n</item><item name="users.admin.password">mine\u2028y\u0000'
    const setup: PhoneSetup = {
      ...deskPhone,
      displayName: hostile,
      label: hostile,
      keys: [
        { kind: 'line', label: hostile },
        { kind: 'lamp', address: '1', label: hostile, isColleague: true },
        { kind: 'dial', number: '2', label: hostile },
      ],
      colleagues: [{ name: hostile, number: '3' }],
    }
    const plain: PhoneSetup = JSON.parse(JSON.stringify(setup).replaceAll(JSON.stringify(hostile), '"x"'))
    const shapeOf = ({ text, mimeType }: PhoneFile) => ({
      lines: text.split('\n').length,
      values: mimeType.includes('xml') ? readXml(text).size : readLines(text).size,
      control: text.match(/[^\P{Cc}\n]|[\u2028\u2029]/u),
    })
    expect(filesOf(maker, setup).map(shapeOf)).toEqual(filesOf(maker, plain).map(shapeOf))
    expect(filesOf(maker, setup).some((file) => shapeOf(file).control !== null)).toBe(false)
  })

  it.each([
    ['SIP user name', { username: 'a\nb' }],
    ['SIP password', { password: 'a\rb' }],
    ['SIP password', { password: ' a' }],
    ['server', { server: { ...deskPhone.server, host: 'a\nb' } }],
    ['code for messages', { codes: { voicemail: '1\n', pickUp: '' } }],
    ['code to pick up', { codes: { voicemail: '', pickUp: '\t1' } }],
    ['address of a line key', { keys: [{ kind: 'lamp', address: '1\n2', label: '', isColleague: true }] }],
    ['number of a line key', { keys: [{ kind: 'dial', number: '1\u0085', label: '' }] }],
    ['number in the phone book', { colleagues: [{ name: 'x', number: '1\n' }] }],
  ] satisfies [string, Partial<PhoneSetup>][])('are refused when the %s would end its line', (what, change) => {
    expect(phoneFiles(maker, { ...deskPhone, ...change })).toEqual({
      ok: false,
      problem: `The ${what} holds a line end or a space at its edge.`,
    })
  })
})

describe('a phone without a MAC address', () => {
  it('gets no files, but Linphone has none', () => {
    for (const maker of all) {
      const made = phoneFiles(maker, { ...deskPhone, macAddress: '' })
      expect([maker, made.ok]).toEqual([maker, maker === 'linphone'])
    }
  })
})

describe('what phones ask for', () => {
  it.each([
    ['yealink', '001565AABBCC.cfg'],
    ['grandstream', 'cfg001565aabbcc.xml'],
    ['snom', '001565AABBCC.xml'],
    ['snom', 'snomT46U-001565AABBCC.htm'],
    ['poly', '001565aabbcc.cfg'],
    ['poly', '001565aabbcc-directory.xml'],
    ['cisco-spa', '001565aabbcc.xml'],
    ['fanvil', '001565aabbcc.cfg'],
    ['linphone', 'linphone.xml'],
  ] as const)('%s: %s is found, in whatever letters', (maker, name) => {
    const files = filesOf(maker, deskPhone)
    expect(fileCalled(files, name)).toBeDefined()
    expect(fileCalled(files, name.toUpperCase())).toBe(fileCalled(files, name))
    expect(fileCalled(files, name.replace(/aabbcc/i, 'aabbcd').replace('linphone', 'other'))).toBeUndefined()
  })
})

describe('a User-Agent', () => {
  it.each([
    ['Yealink SIP-T46U 108.86.0.90 80:5e:c0:12:34:56', 'yealink'],
    ['Grandstream Model HW GRP2614 SW 1.0.5.15 DevId c074ad0b63ee', 'grandstream'],
    ['Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 1.1.3-s 000413922D24)', 'snom'],
    ['FileTransport PolycomVVX-VVX_450-UA/5.9.6.2327 (SN:0004F2AABBCC) Type/Application', 'poly'],
    ['Cisco/SPA504G-7.5.2b (001A2BC34D5E)', 'cisco-spa'],
    ['Fanvil X4U 2.12.16.17 0c383e557eb1', 'fanvil'],
    ['LinphoneAndroid/5.2.5 LinphoneSDK/5.3.47', 'linphone'],
    ['curl/8.5.0', undefined],
    ['', undefined],
  ])('%s is of %s', (userAgent, maker) => {
    expect(makerOfUserAgent(userAgent)).toBe(maker)
  })
})

/** What is written of how keys are sent: for automatic, RFC 4733, SIP INFO and tones. */
const keySettings: readonly [keyof typeof makers, RegExp, readonly string[]][] = [
  ['yealink', /^account\.1\.dtmf\.type = (.*)$/gm, ['1', '1', '2', '0']],
  [
    'snom',
    /<user_dtmf_info[^>]*>([^<]*)|,(telephone-event)</g,
    ['off telephone-event', 'off telephone-event', 'sip_info_only telephone-event', 'off'],
  ],
  ['poly', /(?:tone\.dtmf\.viaRtp|rfc2833Control|rfc2976)="(.)"/g, ['1 1 0', '1 1 0', '0 0 1', '1 0 0']],
  ['cisco-spa', /<DTMF_Tx_Method_1_>([^<]*)/g, ['Auto', 'AVT', 'INFO', 'InBand']],
  ['fanvil', /<DTMFMode>([^<]*)/g, ['3', '1', '2', '0']],
  ['linphone', /name="use_(?:info|rfc2833)"[^>]*>(.)/g, ['0 1', '0 1', '1 0', '0 0']],
]

it.each(keySettings)('%s is told how to send keys', (maker, pattern, told) => {
  const ways = ['auto', 'rfc4733', 'info', 'inband'] as const
  const written = ways.map((dtmf) => {
    const text = filesOf(maker, { ...deskPhone, dtmf })
      .map((file) => file.text)
      .join('')
    return [...text.matchAll(pattern)].map(([, one, other]) => one ?? other).join(' ')
  })
  expect(written).toEqual(told)
})
