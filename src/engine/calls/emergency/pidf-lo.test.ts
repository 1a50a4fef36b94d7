import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { partsOfStreet, pidfLo } from './pidf-lo.ts'

const address = {
  callerName: 'Seaside & Sons <Ltd>',
  street: '12A Harbour Road',
  extended: 'Suite 4',
  city: 'Vancouver',
  region: 'bc',
  postalCode: 'V6B 1A1',
  postalCodeExtra: '',
  notifyEmails: ['desk@example.test'],
}
const about = { address, country: 'CA', entity: 'sip:+16045550100@pbx.example', id: 'one' }

/** Every element with its namespace and what stands in it, in order. */
function read(xml: string): (readonly [uri: string, local: string, text: string])[] {
  const found: (readonly [string, string, string])[] = []
  let text = ''
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', () => void (text = ''))
  parser.on('text', (more) => void (text += more))
  parser.on('closetag', ({ uri, local }) => {
    found.push([uri, local, text.trim()])
    text = ''
  })
  parser.write(xml).close()
  return found
}

const CIVIC = 'urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr'

describe('where a caller for help is (RFC 4119, RFC 5139)', () => {
  it('is a civic address in the order of its schema, with everything that has a meaning in XML written out', () => {
    const all = read(pidfLo(about))
    expect(all.filter(([uri]) => uri === CIVIC).map(([, local, text]) => [local, text])).toEqual([
      ['country', 'CA'],
      ['A1', 'BC'],
      ['A3', 'Vancouver'],
      ['RD', 'Harbour Road'],
      ['HNO', '12'],
      ['HNS', 'A'],
      ['LOC', 'Suite 4'],
      ['NAM', 'Seaside & Sons <Ltd>'],
      ['PC', 'V6B 1A1'],
      ['civicAddress', ''],
    ])
    const basic = 'urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy'
    expect(all).toContainEqual([basic, 'retransmission-allowed', 'true'])
    expect(all).toContainEqual(['urn:ietf:params:xml:ns:pidf:geopriv10', 'method', 'Manual'])
    expect(all.at(-1)).toEqual(['urn:ietf:params:xml:ns:pidf', 'presence', ''])
  })

  it('leaves out what is empty, and what no XML may hold', () => {
    const bare = {
      ...address,
      callerName: 'A\u0000B\u001b\ud800C',
      street: 'Pier',
      extended: ' ',
      postalCodeExtra: '1234',
    }
    const civic = read(pidfLo({ ...about, address: bare })).filter(([uri]) => uri === CIVIC)
    expect(civic.map(([, local, text]) => [local, text])).toEqual([
      ['country', 'CA'],
      ['A1', 'BC'],
      ['A3', 'Vancouver'],
      ['RD', 'Pier'],
      ['NAM', 'AB\uFFFDC'],
      ['PC', 'V6B 1A1-1234'],
      ['civicAddress', ''],
    ])
  })

  it.each([
    ['100 Example Street', 'Example Street', '100', ''],
    ['12A Harbour Road', 'Harbour Road', '12', 'A'],
    ['12-14 Harbour Road', 'Harbour Road', '12', '-14'],
    ['7 1/2 Elm Street', 'Elm Street', '7', '1/2'],
    ['12, rue de la Paix', 'rue de la Paix', '12', ''],
    ['Hafenstraße 12a', 'Hafenstraße', '12', 'a'],
    ['Hafenstraße 12 b', 'Hafenstraße', '12', 'b'],
    ['Pier', 'Pier', '', ''],
    ['42', '42', '', ''],
    ['  5th   Avenue ', '5th Avenue', '', ''],
    ['', '', '', ''],
  ])('reads the street "%s" as "%s", "%s", "%s"', (street, road, house, suffix) => {
    expect(partsOfStreet(street)).toEqual({ road, house, suffix })
  })
})
