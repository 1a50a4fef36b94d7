import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import type { VoicemailMessage } from '../../control/message-contract.ts'
import { emergencyText } from './emergency-text.ts'
import { missedCallText, voicemailText } from './mail-texts.ts'

const atMs = Date.UTC(2026, 10, 27, 22, 3)
const mailbox = makeDocument('mailbox', { id: 'box', name: 'Box 1001', ownerId: 'ann' })
const message: VoicemailMessage = {
  messageId: 'm-1',
  mailboxId: 'box',
  receivedMs: atMs,
  durationMs: 34_400,
  callerName: 'Kim',
  callerNumber: '+16045550111',
  isNew: true,
  wasCutShort: false,
}

const office = (language: string, ofOwner = '') =>
  snapshotOf([
    makeDocument('account', { id: 'account', name: 'Office', timezone: 'America/New_York', language }),
    makeDocument('user', { id: 'ann', name: 'Ann', language: ofOwner }),
    mailbox,
  ])

type Attach = Parameters<typeof voicemailText>[0]['attach']
const voicemail = (language: string, attach: Attach = 'wav', ofOwner = '') =>
  voicemailText({ message, mailbox, design: office(language, ofOwner), attach })
const missed = (language: string, call = { callerName: 'Kim', callerNumber: '+16045550111' }) =>
  missedCallText({ ...call, dialled: '1001', startedMs: atMs }, office(language))
const helped = (language: string, fields: Partial<Parameters<typeof emergencyText>[0]> = {}) =>
  emergencyText(
    { number: '112', callerName: '', callerNumber: '', address: '', phone: 'Desk', person: 'Ann', atMs, ...fields },
    office(language),
  )

describe('a mail in the language of the account', () => {
  it.each([
    ['en', 'Voicemail from Kim (+16045550111) (0:34)', 'When: Friday 27 November 2026, 17:03 (America/New_York)'],
    ['de-at', 'Nachricht von Kim (+16045550111) (0:34)', 'Wann: Freitag, 27. November 2026, 17:03 (America/New_York)'],
    ['FR', 'Message vocal : Kim (+16045550111) (0:34)', 'Quand : vendredi 27 novembre 2026, 17:03 (America/New_York)'],
    [
      'es_MX',
      'Mensaje de voz de Kim (+16045550111) (0:34)',
      'Cuándo: viernes, 27 de noviembre de 2026, 17:03 (America/New_York)',
    ],
    ['nl', 'Voicemail from Kim (+16045550111) (0:34)', 'When: Friday 27 November 2026, 17:03 (America/New_York)'],
  ])('%s tells of a message', (language, subject, when) => {
    const said = voicemail(language)
    expect([said.subject, said.text.split('\n')[3]]).toEqual([subject, when])
  })

  it.each([
    ['de', 'none', 'Die Aufnahme liegt im Anrufbeantworter: Hören Sie sie per Telefon ab.'],
    ['de', 'wav', 'Die Aufnahme hängt an.'],
    ['de', 'mp3', 'Die Aufnahme hängt als WAV an; MP3 erzeugt diese Anlage nicht.'],
    ['fr', 'none', 'L’enregistrement est dans la messagerie : écoutez-le par téléphone.'],
    ['es', 'wav', 'La grabación va adjunta.'],
  ] as const)('%s says where the recording is, attached as %s', (language, attach, line) => {
    expect(voicemail(language, attach).text.split('\n').at(-1)).toBe(line)
  })

  it.each([
    ['en', 'Written down by a machine:'],
    ['de', 'Von einer Maschine mitgeschrieben:'],
    ['fr', 'Transcrit par une machine :'],
    ['es', 'Transcrito por una máquina:'],
  ])('%s has what was said in writing, where that is wanted and there is a text', (language, above) => {
    const said = (transcript: string | undefined, transcription: boolean) => {
      const written = transcript === undefined ? message : { ...message, transcript }
      return voicemailText({ message: written, mailbox, design: office(language), attach: 'none', transcription }).text
    }
    expect(said('Call me.\nAnn', true)).toContain(`\n\n${above}\nCall me.\nAnn\n\n`)
    for (const without of [said('Call me.', false), said(undefined, true)]) expect(without).not.toContain(above)
  })

  it('is in that of whose box it is, where they have one of their own', () => {
    expect(voicemail('de', 'wav', 'fr').subject).toMatch(/^Message vocal/)
    expect(voicemail('de', 'wav', 'nl').subject).toMatch(/^Nachricht/)
  })

  it.each([
    ['en', 'Missed call from somebody unknown'],
    ['de', 'Verpasster Anruf von Unbekannt'],
    ['fr', 'Appel manqué : numéro inconnu'],
    ['es', 'Llamada perdida de alguien desconocido'],
  ])('%s tells of a missed call by nobody knows whom', (language, subject) => {
    expect(missed(language, { callerName: '', callerNumber: '' }).subject).toBe(subject)
  })

  it('has every line of a missed call in one language', () => {
    expect(missed('de').text).toBe(
      [
        'Ein Anruf wurde verpasst: Niemand hat gesprochen, und es gibt keine Nachricht.',
        '',
        'Von: Kim (+16045550111)',
        'An: 1001',
        'Wann: Freitag, 27. November 2026, 17:03 (America/New_York)',
      ].join('\n'),
    )
  })

  it('tells of a call for help, and what is not known', () => {
    expect(helped('de').subject).toBe('Notruf an 112 von Ann, an Desk')
    expect(helped('es', { person: '', phone: '' }).text).toContain('Quién: alguien de fuera')
    expect(helped('fr').text).toBe(
      [
        'Le 112 a été appelé pour demander de l’aide.',
        '',
        'Qui : Ann, depuis Desk',
        'Rappeler : aucun numéro n’a été présenté',
        'Où : aucune adresse n’est enregistrée pour ce numéro',
        'Quand : vendredi 27 novembre 2026, 17:03 (America/New_York)',
        '',
        'Pendant 30 minutes, les appels à ce numéro font sonner le téléphone d’où l’appel est parti.',
      ].join('\n'),
    )
    expect(helped('en', { person: 'Ann', phone: '' }).text).toContain('Who: Ann\n')
  })
})
