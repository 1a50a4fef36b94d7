import type { PhoneSetup } from '../phone-setup.ts'

/** A phone whose every value needs care: markup in names, quotes in the password, a zone with summer time. */
export const deskPhone: PhoneSetup = {
  macAddress: '001565aabbcc',
  model: 'T46U',
  displayName: 'Alex "Lex" <Moreau> & Söhne',
  label: '1001',
  server: { host: '192.0.2.10', port: 5060, transport: 'udp' },
  username: '1001',
  password: `a&b<c>"d'e=f;g#h`,
  codecs: ['G722', 'PCMA'],
  encryption: 'off',
  dtmf: 'auto',
  keys: [
    { kind: 'line', label: '1001' },
    { kind: 'lamp', address: '1002', label: 'Blair & Co', isColleague: true },
    { kind: 'lamp', address: '*32', label: 'Park 2', isColleague: false },
    { kind: 'none' },
    { kind: 'dial', number: '+16045550123', label: 'Courier' },
  ],
  colleagues: [
    { name: 'Blair <Okafor>', number: '1002' },
    { name: 'Casey Lindgren', number: '1003' },
  ],
  codes: { voicemail: '*98', pickUp: '*87' },
  language: 'de',
  clock: {
    zone: 'Europe/Berlin',
    offsetMin: 60,
    summer: {
      from: { month: 3, week: 5, weekday: 7, hour: 2 },
      until: { month: 10, week: 5, weekday: 7, hour: 3 },
      savedMin: 60,
    },
  },
  baseUrl: 'http://192.0.2.10:8090/phones/t0ken/',
}

/** The other way at every fork: encrypted, over IPv6, half an hour west, no codes and no book of addresses. */
export const plainPhone: PhoneSetup = {
  ...deskPhone,
  displayName: 'Lobby',
  label: 'Lobby',
  server: { host: '2001:db8::10', port: 5061, transport: 'tls' },
  password: 'secret-of-lobby',
  codecs: ['OPUS', 'PCMU'],
  encryption: 'required',
  dtmf: 'info',
  keys: [{ kind: 'lamp', address: '1002', label: 'Blair', isColleague: true }],
  colleagues: [],
  codes: { voicemail: '', pickUp: '' },
  language: 'xx',
  clock: { zone: 'X', offsetMin: -210, summer: null },
  baseUrl: null,
}
