import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { lookupBy, publicOnly, refusedLiteral, ruleOf } from './address-rule.ts'

describe('where the steps of a design may lead', () => {
  const account = (allowsPrivateWeb: boolean) =>
    snapshotOf([makeDocument('account', { id: 'account', name: 'A', allowsPrivateWeb })])

  it('is to public addresses unless its account says otherwise, and without one', () => {
    expect([undefined, snapshotOf([]), account(false), account(true)].map(ruleOf)).toEqual([
      publicOnly,
      publicOnly,
      publicOnly,
      undefined,
    ])
  })
})

describe('which addresses are public', () => {
  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '192.0.1.1',
    '169.253.1.1',
    '2606:4700::1111',
    '64:ff9b::808:808',
    '2002:808:808::1',
    '::ffff:8.8.8.8',
  ])('%s is', (address) => expect(publicOnly(address)).toBe(true))

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '2001:db8::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('%s is not', (address) => expect(publicOnly(address)).toBe(false))

  it.each(['http://127.1/', 'http://2130706433/', 'http://0x7f.0.0.1/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/'])(
    'an address in a URL is known however it is written: %s',
    (url) => expect(refusedLiteral(new URL(url).hostname, publicOnly)).toContain('is no public address'),
  )
})

/** What a name is looked up to. */
const looked = (addresses: readonly LookupAddress[], all: boolean) =>
  new Promise((resolve) => {
    const dns = ((_name: string, _options: object, done: (error: null, found: readonly LookupAddress[]) => void) =>
      done(null, addresses)) as unknown as Parameters<typeof lookupBy>[1] // one of the overloads of `dns.lookup`, the one that is called
    lookupBy(publicOnly, dns)('sounds.example', { all }, (error, found) => resolve(error?.message ?? found))
  })

describe('a name that is looked up to be connected to', () => {
  const good = { address: '8.8.8.8', family: 4 }

  it('gives what it was judged by', async () => {
    expect(await looked([good], true)).toEqual([good])
    expect(await looked([good], false)).toBe('8.8.8.8')
  })

  it('is refused when any of its addresses is, and says which', async () => {
    const refusal = 'sounds.example is at 10.0.0.1, which is no public address: the account does not allow that'
    expect(await looked([good, { address: '10.0.0.1', family: 4 }], true)).toBe(refusal)
    expect(await looked([good, { address: '10.0.0.1', family: 4 }], false)).toBe(refusal)
  })
})
