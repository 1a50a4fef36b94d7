import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { testFolder } from '../../store/test-design.ts'
import { ApplianceBook, type NewAppliance } from './appliance-book.ts'
import { applianceUrl } from './appliance-url.ts'

const key = new Uint8Array(32).fill(1)
const harbour: NewAppliance = {
  name: 'Harbour',
  colour: 'teal',
  url: 'https://192.0.2.10:7061',
  fingerprint: Array.from({ length: 32 }, () => 'AB').join(':'),
  role: 'deploy',
  token: 'a-token-of-somebody',
}

describe('appliances that an app was paired with', () => {
  it('are kept, with what they are called, and tokens sealed for their owner', () => {
    using folder = testFolder()
    const book = new ApplianceBook(folder.path, () => key)
    const { id } = book.add(harbour)
    book.change(id, { name: 'Harbour office', colour: 'red' })
    const [kept, ...others] = new ApplianceBook(folder.path, () => key).list()
    expect(others).toEqual([])
    expect(kept).toMatchObject({ id, name: 'Harbour office', colour: 'red', url: harbour.url, role: 'deploy' })
    expect(kept && book.tokenOf(kept)).toBe('a-token-of-somebody')
    expect(readFileSync(folder.file('appliances.json'), 'utf8')).not.toContain('a-token-of-somebody')
    expect(statSync(folder.file('appliances.json')).mode & 0o777).toBe(0o600)
    book.remove(id)
    expect(new ApplianceBook(folder.path, () => key).list()).toEqual([])
  })

  it.each([
    ['address', { url: 'https://198.51.100.1:7061' }],
    ['certificate', { fingerprint: Array.from({ length: 32 }, () => 'CD').join(':') }],
    ['name of the entry', { id: 'appliance-other' }],
  ])('do not open a token beside another %s than it was sealed for', (_what, altered) => {
    using folder = testFolder()
    const book = new ApplianceBook(folder.path, () => key)
    const kept = book.add(harbour)
    expect(book.tokenOf({ ...kept, ...altered })).toBeUndefined()
    expect(new ApplianceBook(folder.path, () => new Uint8Array(32).fill(2)).tokenOf(kept)).toBeUndefined()
  })

  it('in a file that is damaged are set aside, not written over', () => {
    using folder = testFolder()
    writeFileSync(folder.file('appliances.json'), '[{"id":')
    const book = new ApplianceBook(folder.path, () => key)
    expect(book.list()).toEqual([])
    expect(readFileSync(folder.file('appliances.json.damaged'), 'utf8')).toBe('[{"id":')
    expect(existsSync(folder.file('appliances.json'))).toBe(false)
  })
})

describe('an address as people type it', () => {
  it.each([
    ['192.0.2.10', 'https://192.0.2.10:7061'],
    [' PBX.example ', 'https://pbx.example:7061'],
    ['pbx.example:443', 'https://pbx.example:443'],
    ['https://pbx.example:7000/', 'https://pbx.example:7000'],
    ['2001:db8::1', 'https://[2001:db8::1]:7061'],
    ['[2001:db8::1]:7000', 'https://[2001:db8::1]:7000'],
    ['', undefined],
    ['http://pbx.example', undefined],
    ['pbx.example/path', undefined],
    ['user@pbx.example', undefined],
    ['pbx.example:70000', undefined],
    ['two words', undefined],
  ])('%j is %s', (typed, url) => {
    expect(applianceUrl(typed)).toBe(url)
  })
})
