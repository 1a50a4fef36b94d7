import { expect, describe, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { RefusalNotes } from '../../calls/refusal-notes.ts'
import { DiskReport } from '../../disk-report.ts'
import { UnrecordedCalls } from '../unrecorded-calls.ts'
import { PinGuard } from '../pin-guard.ts'
import { testText, troubleText } from './mail-texts.ts'
import { TroubleMail } from './trouble-mail.ts'
import { troubleIn } from './trouble-sentences.ts'
import { SimClock } from '../../sip/testing/sim-clock.ts'

const account = (language: string) => makeDocument('account', { id: 'account', name: 'Büro', language })

describe('mail about trouble', () => {
  it.each([
    ['en', 'Callwright: trunk "Tel" is not there: 503 Busy', 'The telephone system of Büro has something to say:'],
    [
      'de',
      'Callwright: Der Anbieter „Tel“ ist nicht zu erreichen: 503 Busy',
      'Die Telefonanlage von Büro hat etwas mitzuteilen:',
    ],
    [
      'fr-ca',
      'Callwright: L’opérateur « Tel » ne répond pas : 503 Busy',
      'Le système téléphonique de Büro a quelque chose à signaler :',
    ],
    [
      'es',
      'Callwright: El operador «Tel» no responde: 503 Busy',
      'El sistema telefónico de Büro tiene algo que comunicar:',
    ],
    ['sv', 'Callwright: trunk "Tel" is not there: 503 Busy', 'The telephone system of Büro has something to say:'],
  ])('%s is in the language of the account', (language, subject, says) => {
    const said = troubleText(['trunk "Tel" is not there: 503 Busy'], account(language))
    expect([said.subject, said.text.split('\n')[0]]).toEqual([subject, says])
  })

  it('counts several, and tells in English what it does not know otherwise', () => {
    const said = troubleText(['Something new.', 'The disk has room again.'], { ...account('de'), name: '' })
    expect(said.subject).toBe('Callwright: 2 Hinweise')
    expect(said.text).toBe(
      'Die Telefonanlage hat etwas mitzuteilen:\n\n- Something new.\n- Auf der Platte ist wieder Platz.',
    )
  })

  it('takes names over as they are, whatever letters and signs they have', () => {
    const told = troubleIn('de', 'trunk "{host} $1 \\"x\\"" is not registered with a.test: {why} 403')
    expect(told).toBe('Der Anbieter „{host} $1 \\"x\\"“ ist bei a.test nicht angemeldet: {why} 403')
  })
})

it('says what is shut, and to whom, whole', () => {
  const shut = '5 wrong PINs, all from +4930: the mailbox "Box 1001" is shut to all callers from outside for an hour.'
  expect(troubleIn('de', shut)).toBe(
    '5 falsche PINs, alle von +4930: die Mailbox „Box 1001“ ist eine Stunde lang gesperrt für alle Anrufer von außen.',
  )
})

describe('what the engine says of its own accord', () => {
  const said: string[] = []
  const say = (message: string) => void said.push(message)
  const clock = new SimClock()

  it('is known in the other languages', async () => {
    const mib = 1_024 * 1_024
    const watch = { state: 'low', freeBytes: 100 * mib, isQuotaUsedUp: false }
    const queue = { problem: null as string | null, waiting: 7, lost: () => 0 }
    const keptFree = { recording: 200 * mib, message: 50 * mib }
    // What it reads of the watch and the queue is all that is given.
    const report = new DiskReport({ watch, queue, keptFree, say } as unknown as ConstructorParameters<
      typeof DiskReport
    >[0])
    report.changed()
    Object.assign(watch, { state: 'full', freeBytes: 10 * mib })
    report.changed()
    Object.assign(watch, { state: 'ok', isQuotaUsedUp: true })
    report.changed()
    watch.isQuotaUsedUp = false
    queue.problem = 'disk I/O error'
    report.changed()
    queue.problem = null
    report.changed()
    const unrecorded = new UnrecordedCalls({ now: () => said.length * 86_400_000, say })
    for (const outcome of ['failed', 'no-space'] as const)
      unrecorded.observe({
        kind: 'result',
        atMs: 0,
        nodeId: 'n',
        operation: 'start-recording',
        result: { outcome },
      } as Parameters<typeof unrecorded.observe>[0])
    const notes = new RefusalNotes(say)
    const device = makeDocument('device', { id: 'd', name: 'Desk' })
    notes.refused({ kind: 'refused', why: 'whole', limit: 5 }, { kind: 'device', device }, 0)
    notes.refused({ kind: 'refused', why: 'device', limit: 2 }, { kind: 'device', device }, 0)
    const guard = new PinGuard({ clock, onShut: say })
    const design = snapshotOf([makeDocument('mailbox', { id: 'box', name: 'Box', number: '1001' })])
    const caller = { name: '', number: '+4930', origin: { kind: 'trunk' } } as const
    const of = { kind: 'mailbox', id: 'box' } as const
    for (let time = 0; time < 30; time++)
      guard.perform({ kind: 'pin-try', of, outcome: 'wrong', byOwner: false }, { caller, design })
    const mails: (readonly string[])[] = []
    const trouble = new TroubleMail({ timers: clock, send: (sentences) => mails.push(sentences) })
    for (let at = 0; at < 60; at++) trouble.tell(`trunk "${at}" is not there: x`)
    await clock.advance(6_000)
    said.push(mails[0]?.at(-1) ?? '')
    expect(said.length).toBeGreaterThanOrEqual(10)
    for (const language of ['de', 'fr', 'es'])
      expect(said.filter((sentence) => troubleIn(language, sentence) === sentence)).toEqual([])
  })
})

it('a test mail is in the language of the account', () => {
  expect(['de', 'fr', 'es', 'en', ''].map((language) => testText(account(language)).subject)).toEqual([
    'Testmail von Callwright',
    'Message de test de Callwright',
    'Correo de prueba de Callwright',
    'Test mail from Callwright',
    'Test mail from Callwright',
  ])
})
