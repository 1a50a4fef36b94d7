import { type EmergencyAddress, postalCodeOf } from '../../../callflow/numbering/emergency-notice.ts'

export interface PidfLo {
  readonly address: EmergencyAddress
  /** Two letters. */
  readonly country: string
  /** Whose presence it is, e.g. `sip:+16045550100@pbx.example`. */
  readonly entity: string
  /** Of the phone, in this document: a UUID. */
  readonly id: string
}

/**
 * Where a caller is, as emergency services read it: a civic address (RFC 5139) in a presence document of geopriv (RFC 4119, RFC 5491 §3). Somebody typed it
 * in (`Manual`), and whoever carries the call may pass it on. Elements come in the order of the schema (RFC 5139 §5).
 */
export function pidfLo({ address, country, entity, id }: PidfLo): string {
  const { callerName, street, extended, city, region } = address
  const { road, house, suffix } = partsOfStreet(street)
  const civic = [
    ['country', country],
    ['A1', region.toUpperCase()],
    ['A3', city],
    ['RD', road],
    ['HNO', house],
    ['HNS', suffix],
    ['LOC', extended],
    ['NAM', callerName],
    ['PC', postalCodeOf(address)],
  ].flatMap(([name = '', value = '']) => (value.trim() === '' ? [] : [`<ca:${name}>${escaped(value)}</ca:${name}>`]))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:gbp="urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy" xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" entity="${escaped(entity)}">`,
    `<dm:device id="d-${escaped(id)}"><gp:geopriv><gp:location-info><ca:civicAddress>`,
    ...civic,
    '</ca:civicAddress></gp:location-info>',
    '<gp:usage-rules><gbp:retransmission-allowed>true</gbp:retransmission-allowed></gp:usage-rules>',
    '<gp:method>Manual</gp:method></gp:geopriv>',
    `<dm:deviceID>urn:uuid:${escaped(id)}</dm:deviceID></dm:device></presence>`,
    '',
  ].join('\r\n')
}

/** `12A Harbour Road` and `Hafenstraße 12a` in their parts; a street that has no number is a road alone. */
export function partsOfStreet(street: string): {
  readonly road: string
  readonly house: string
  readonly suffix: string
} {
  const text = street.trim().replaceAll(/\s+/g, ' ')
  const [, house, suffix, road] = /^([0-9]{1,8})( 1\/2|-[0-9A-Za-z]{1,4}|[A-Za-z]?),? (\S.*)$/.exec(text) ?? []
  if (house !== undefined && road !== undefined) return { road, house, suffix: (suffix ?? '').trim() }
  const [, first, number, letter] = /^(\D.*?),? ([0-9]{1,8}) ?([A-Za-z]?)$/.exec(text) ?? []
  if (first !== undefined && number !== undefined) return { road: first, house: number, suffix: letter ?? '' }
  return { road: text, house: '', suffix: '' }
}

/** What XML may hold (XML 1.0 §2.2), with the five marks that mean something in it written out. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
