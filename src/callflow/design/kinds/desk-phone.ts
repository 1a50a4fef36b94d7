import { z } from 'zod'
import { choice, flag, reference, text } from '../fields.ts'

/** Makers whose phones fetch their settings from the engine, and Linphone, which does the same without a MAC address. */
export const phoneMakers = ['', 'yealink', 'grandstream', 'snom', 'poly', 'cisco-spa', 'fanvil', 'linphone'] as const
export type PhoneMaker = Exclude<(typeof phoneMakers)[number], ''>

export const phoneTransports = ['udp', 'tcp', 'tls'] as const

export const lineKeyTypes = ['line', 'colleague', 'park', 'queue', 'code', 'speed-dial', 'none'] as const

/** Documents that a key may be about. */
const keyTargets = ['user', 'device', 'queue', 'callflow'] as const

export const MAX_LINE_KEYS = 60

/** `00:15:65-AA.BB cc` as `001565aabbcc`. */
export const macDigits = (text: string): string => text.replaceAll(/[\s:.-]/g, '').toLowerCase()

const isFetching = { field: 'type', is: ['desk-phone', 'softphone'] } as const

/** `001565aabbcc` as `00:15:65:AA:BB:CC`. */
export const macAsWritten = (mac: string): string => (mac.match(/../g) ?? []).join(':').toUpperCase()

/** What a phone that fetches its settings needs beside its registration. */
export const deskPhone = {
  phoneMaker: choice(phoneMakers, {
    label: 'Maker',
    help: 'Whose settings file it is given.',
    default: '',
    options: {
      '': 'Set up by hand',
      yealink: 'Yealink',
      grandstream: 'Grandstream',
      snom: 'Snom',
      poly: 'Poly (Polycom)',
      'cisco-spa': 'Cisco SPA',
      fanvil: 'Fanvil',
      linphone: 'Linphone',
    },
    shownWhen: isFetching,
    advanced: true,
  }),
  phoneModel: text({ label: 'Model', help: 'Such as T46U or D785.', max: 40, shownWhen: isFetching, advanced: true }),
  macAddress: z
    .string()
    .max(40)
    .overwrite(macDigits)
    .regex(/^([0-9a-f]{12})?$/, 'twelve digits 0 to 9 and a to f, such as 00:15:65:12:34:56')
    .default('')
    .meta({
      label: 'MAC address',
      help: 'On the label under the phone. Only this phone gets the file.',
      control: 'text',
      shownWhen: { field: 'type', is: ['desk-phone'] },
      advanced: true,
    }),
  provisioning: flag({
    label: 'Fetches its settings',
    help: 'The engine hands them out under an address that only this phone is told.',
    default: false,
    shownWhen: isFetching,
    advanced: true,
  }),
  /** SHA-256 of the secret part of its address, hexadecimal; empty: it was never given one. */
  provisioningTokenHash: z
    .string()
    .regex(/^([0-9a-f]{64})?$/)
    .default(''),
  sipTransport: choice(phoneTransports, {
    label: 'Signalling',
    help: 'How the phone is told to connect.',
    default: 'udp',
    options: { udp: 'UDP', tcp: 'TCP', tls: 'TLS, encrypted' },
    shownWhen: isFetching,
    advanced: true,
  }),
  lineKeys: z
    .array(
      z.object({
        type: choice(lineKeyTypes, {
          label: 'Key',
          default: 'colleague',
          options: {
            line: 'Line',
            colleague: 'Colleague',
            park: 'Parking slot',
            queue: 'Queue log-in',
            code: 'Feature code',
            'speed-dial': 'Speed dial',
            none: 'Empty',
          },
        }),
        targetId: reference(keyTargets, { label: 'Of' }),
        /** A slot or a number; the extension or name that an import watches. */
        value: text({ label: 'Number', max: 64 }),
        label: text({ label: 'Label', help: 'On the key; the name when empty.', max: 32 }),
      }),
    )
    .max(MAX_LINE_KEYS)
    .default([])
    .meta({
      label: 'Line keys',
      help: 'From the top. Without any, the first key is the line.',
      control: 'line-keys',
      shownWhen: isFetching,
      advanced: true,
    }),
}
