import { describe, expect, it } from 'vitest'
import { namedInHeader, namedInUri } from './telephone-uri.ts'

describe('the telephone number in a URI (RFC 3966, RFC 3261 §19.1.6)', () => {
  it.each([
    ['sip:+16045550111;verstat=TN-Validation-Passed@carrier.example;user=phone', '+16045550111'],
    ['sip:+12125550123;cpc=ordinary@carrier.test;user=phone', '+12125550123'],
    ['sip:+16045550111;tgrp=local;trunk-context=example.com@carrier.example', '+16045550111'],
    ['sip:+1-604-555-0111@carrier.example', '+16045550111'],
    ['sip:%2B16045550111@carrier.example', '+16045550111'],
    ['sip:+16045550111%3Bverstat=No@carrier.example', '+16045550111'],
    ['sip:+16045550111:secret@carrier.example', '+16045550111'],
    ['sip:+44%20(0)20%207946%200123@carrier.example', '+442079460123'],
    ['tel:+1-604-555-0111;ext=5', '+16045550111'],
    ['tel:020-7946-0123;phone-context=+44', '+442079460123'],
    ['tel:2079460123;phone-context=+44', '+442079460123'],
    ['sip:5550111;phone-context=+1604@carrier.example;user=phone', '+16045550111'],
    ['sip:5550111;phone-context=%2B1604@carrier.example;user=phone', '+16045550111'],
    ['sip:6045550111;npdi;PHONE-CONTEXT=+1@carrier.example', '+16045550111'],
    ['tel:1001;phone-context=office.example', '1001'],
    ['tel:911;phone-context=+1', '911'],
    ['tel:116117;phone-context=+49', '116117'],
    ['tel:1001;phone-context=+49', '1001'],
    ['sip:*97@office.example', '*97'],
    ['sip:%2397@office.example', '#97'],
    ['sip:alice@office.example', undefined],
    ['sip:+16045550111x22@office.example', undefined],
    ['sip:office.example', undefined],
  ])('%s: %s', (uri, number) => {
    expect(namedInUri(uri)?.number).toBe(number)
  })

  it('keeps names without their parameters, at most 64 characters', () => {
    expect(namedInUri('sip:alice;day=tuesday@Office.example')).toMatchObject({ user: 'alice', host: 'office.example' })
    expect(namedInUri(`sip:${'a'.repeat(5_000)}@office.example`)?.user).toHaveLength(64)
    expect(namedInUri(`sip:${';'.repeat(5_000)}@office.example`)?.user).toBe('')
  })

  it.each(['', 'alice', 'http://office.example', 'sip:%zz@office.example', 'tel:one'])('%j names nobody', (text) => {
    expect(namedInUri(text)).toBeUndefined()
    expect(namedInHeader(`<${text}>`)).toBeUndefined()
  })

  it('reads or refuses every octet in a user part, and keeps none', () => {
    const octets = Array.from({ length: 256 }, (_, code) => `%${code.toString(16).padStart(2, '0')}`)
    const numbers = octets.map((octet) => namedInUri(`sip:+1604${octet}5550111@carrier.example`)?.number ?? '')
    expect(numbers.filter((number) => !/^(?:\+?[0-9*#]+)?$/.test(number))).toEqual([])
    expect(numbers).toContain('+16045550111')
  })
})
