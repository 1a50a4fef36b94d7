import { type FaxBox, type Mailbox, makeDocument } from '../../../src/callflow/design/document.ts'
import { answered, box, type Case, colleagues, drawFlow, person, sound } from './small-designs.ts'

const mailbox = (fields: Partial<Mailbox>) => ({ ...box, ...fields })
const fax = (fields: Partial<FaxBox>) =>
  makeDocument('fax-box', { id: 'fax', name: 'Fax', permissions: ['example.test'], ...fields })
const recording = (settings: Readonly<Record<string, unknown>>, ...after: string[]) =>
  drawFlow({
    nodes: {
      'start-recording': settings,
      ...Object.fromEntries(after.map((type) => [type, {}])),
      'hang-up': {},
    },
    wires: ['start-recording', ...after].map((from, at, all) => `${from} _ ${all[at + 1] ?? 'hang-up'}`),
  })

const account = makeDocument('account', { id: 'account', name: 'Office' })
const mailing = {
  ...account,
  mail: { ...account.mail, host: 'mail.example.test', senderAddress: 'office@example.test' },
}
const missedCalls = [
  ...colleagues,
  drawFlow({
    nodes: { 'missed-call-alert': { userIds: ['user-1001'] }, 'hang-up': {} },
    wires: ['missed-call-alert _ hang-up'],
  }),
]

/** Mailboxes, fax boxes, recordings and sounds, and what does not work yet. */
export const boxDesigns: readonly Case[] = [
  {
    code: 'mailbox-without-pin',
    given: 'a mailbox without PIN',
    severity: 'info',
    says: 'has no PIN',
    bad: [mailbox({ pin: '' })],
    good: [box],
  },
  {
    code: 'mailbox-notifies-nobody',
    given: 'a mailbox whose messages are to be saved once somebody was told, and nobody is (A6)',
    severity: 'warning',
    says: 'are never saved after notifying: nobody is notified',
    bad: [mailbox({ afterNotify: 'save' })],
    fix: 'Leave messages new',
    good: [mailbox({ afterNotify: 'save', notifyUrl: 'https://messages.example.test/' })],
  },
  {
    code: 'mailbox-loses-messages',
    given: 'a mailbox whose messages are deleted by a notification that does not carry them (A6)',
    severity: 'warning',
    says: 'the notification does not carry them',
    bad: [mailbox({ afterNotify: 'delete', notifyUrl: 'https://messages.example.test/' })],
    good: [mailbox({ afterNotify: 'keep-new', notifyUrl: 'https://messages.example.test/' })],
  },
  {
    code: 'no-mail-server',
    given: 'a mailbox that somebody is mailed about, and an account without mail server (A6)',
    severity: 'warning',
    says: 'Nobody is mailed about messages in "Box": the account names no mail server',
    bad: [account, mailbox({ notifyEmails: ['ann@example.test'] })],
    good: [mailing, mailbox({ notifyEmails: ['ann@example.test'] })],
  },
  {
    code: 'unmailable-address',
    given: 'an account whose trouble is told at an address that is none',
    severity: 'warning',
    says: '"the office" is told of no trouble: no mail can be sent to that address',
    bad: [{ ...mailing, mail: { ...mailing.mail, troubleEmails: ['the office'] } }],
    good: [{ ...mailing, mail: { ...mailing.mail, troubleEmails: ['office@example.test'] } }],
  },
  {
    code: 'no-mail-server',
    given: 'a missed call alert, and an account whose sender is no address (B1)',
    severity: 'warning',
    says: 'tells nobody: the account has no sender address that mail can come from',
    bad: [{ ...mailing, mail: { ...mailing.mail, senderAddress: 'the office' } }, ...missedCalls],
    node: 'missed-call-alert',
    good: [mailing, ...missedCalls],
    beside: ['emergency-blocked'],
  },
  {
    code: 'operator-unknown',
    given: 'a mailbox whose operator no callflow answers (A6)',
    severity: 'warning',
    says: 'The operator of "Box" is 8009, which no callflow answers',
    bad: [answered, mailbox({ operatorNumber: '8009' })],
    good: [answered, mailbox({ operatorNumber: '8000' })],
  },
  {
    code: 'fax-box-closed',
    given: 'a fax box with an empty list of senders (M69)',
    severity: 'warning',
    says: 'Nobody may send faxes through "Fax"',
    bad: [fax({ permissions: [] }), { ...person, email: 'ann@example.test' }],
    fix: 'Let example.test send',
    good: [fax({}), { ...person, email: 'ann@example.test' }],
  },
  {
    code: 'fax-sender-unreadable',
    given: 'a fax box with a sender that is neither a domain nor an address (M69)',
    severity: 'warning',
    says: '".*" lets nobody send faxes through "Fax"',
    bad: [fax({ permissions: ['.*', 'example.test'] })],
    fix: 'Take it off the list',
    good: [fax({})],
  },
  {
    code: 'fax-domain-shared',
    given: 'two fax boxes with one mail domain (M70)',
    severity: 'warning',
    says: 'can go to only one fax box: "Fax" and "Other" both have it',
    bad: [
      fax({ smtpAddress: 'fax.example.test' }),
      fax({ id: 'other', name: 'Other', smtpAddress: 'office@FAX.example.test' }),
    ],
    good: [
      fax({ smtpAddress: 'fax.example.test' }),
      fax({ id: 'other', name: 'Other', smtpAddress: 'fax.example.org' }),
    ],
    beside: ['unused-setting'],
  },
  {
    code: 'recording-without-stop',
    given: 'a recording that is started and never stopped (M45)',
    severity: 'info',
    says: 'is never stopped: it ends with the call',
    bad: [recording({})],
    node: 'start-recording',
    fix: 'Stop it where the callflow ends',
    good: [recording({}, 'stop-recording')],
  },
  {
    code: 'recorded-as-wav',
    given: 'a recording that is asked for as MP3 (M44)',
    severity: 'info',
    says: 'the engine makes WAV files of them',
    bad: [recording({ format: 'mp3' }, 'stop-recording')],
    node: 'start-recording',
    good: [recording({ format: 'wav' }, 'stop-recording')],
  },
  {
    code: 'recorded-as-wav',
    given: 'a recording that is asked for as MP3, in an office whose recordings are Opus',
    severity: 'info',
    says: 'the engine makes Opus files of them',
    bad: [{ ...account, recordingForm: 'opus-apart' }, recording({ format: 'mp3' }, 'stop-recording')],
    node: 'start-recording',
    good: [{ ...account, recordingForm: 'opus-apart' }, recording({ format: 'wav' }, 'stop-recording')],
  },
  {
    code: 'media-without-file',
    given: 'a sound without a file (M17)',
    severity: 'warning',
    says: '"Hello" has no sound: callers hear nothing where it is played',
    bad: [{ ...sound, sha256: null }],
    good: [sound],
  },
  {
    code: 'not-live-yet',
    given: 'a step the engine cannot perform yet',
    severity: 'info',
    says: 'The engine cannot',
    bad: [
      ...colleagues,
      drawFlow({
        nodes: { 'fax-detect': {}, 'hang-up': {} },
        wires: ['fax-detect voice hang-up', 'fax-detect fax hang-up'],
      }),
    ],
    node: 'fax-detect',
    good: [
      ...colleagues,
      drawFlow({
        nodes: { 'ring-group': { members: [{ id: 'user-1001' }] }, 'hang-up': {} },
        wires: ['ring-group _ hang-up'],
      }),
    ],
  },
  {
    code: 'transcription-nowhere',
    given: 'messages that are to be written down, and nobody who does (A6)',
    severity: 'info',
    says: 'Messages in "Box" are to be written down, and the account names no transcription server.',
    bad: [account, mailbox({ transcription: true })],
    fix: 'Do not write them down',
    good: [{ ...account, transcriptionUrl: 'https://speech.example.test/' }, mailbox({ transcription: true })],
  },
  {
    code: 'unused-setting',
    given: 'a mail domain that faxes are to be sent by (M70, M74)',
    severity: 'info',
    says: 'Nobody takes mail for fax.example.test and faxes it',
    bad: [fax({ smtpAddress: 'fax.example.test' })],
    good: [fax({})],
  },
]
