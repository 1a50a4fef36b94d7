import { isMailAddress, type MailSettings, missingForMail } from '../../../callflow/design/kinds/mail-settings.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import type { MailTest } from '../../control/contract.ts'
import type { VoicemailMessage } from '../../control/message-contract.ts'
import type { EngineClock } from '../../clock.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import type { MailRows } from '../../state/mail-rows.ts'
import { compose, type FindRecording } from './compose.ts'
import { deliver, type DeliverOptions, type Tried } from './deliver.ts'
import { MailQueue, MAX_WAITING } from './mail-queue.ts'
import type { Mail } from './mail.ts'
import { type EmergencyMail, emergencyText } from './emergency-text.ts'
import { type MissedCall, missedCallText, testText, troubleText, voicemailText } from './mail-texts.ts'

export interface MailServiceOptions {
  readonly rows: MailRows
  readonly design: () => DesignSnapshot | undefined
  readonly messages: {
    readonly pathOf: FindRecording
    readonly get: (messageId: string) => VoicemailMessage | undefined
  }
  readonly clock: EngineClock
  readonly timers: Timers
  readonly newId: () => string
  readonly say: (message: string) => void
  readonly delivery?: DeliverOptions
}

/** How long a step waits for a server that says nothing (A6); the mail goes on without it. */
const NOTIFY_WITHIN_MS = 30_000
/** Whoever tries settings waits for the answer. */
const impatient = { greetingMs: 6_000, silenceMs: 6_000, totalMs: 8_000 }

/** Mail about messages and calls, by the server that the account of the running design names. */
export class MailService {
  readonly #options: MailServiceOptions
  readonly #queue: MailQueue
  #isFullSaid = false

  constructor(options: MailServiceOptions) {
    this.#options = options
    const { messages, design } = options
    this.#queue = new MailQueue({ ...options, find: messages.pathOf, settings: () => design()?.account?.mail })
  }

  /** Mails that wait. */
  get waiting(): number {
    return this.#queue.size
  }

  start(): void {
    this.#queue.start()
  }

  /** Another design runs. */
  designChanged(): void {
    this.#queue.retry()
  }

  close(): Promise<void> {
    return this.#queue.close()
  }

  /** `sent`: a server has taken it for everybody, with what was to be attached. A first try that fails is the answer: nobody's call lasts for the next. */
  async notify(
    { messageId, mailboxId, emails, attach, transcription }: OperationOf<'notify-message'>,
    design: DesignSnapshot,
  ): Promise<ResultOf<'notify-message'>> {
    const message = this.#options.messages.get(messageId)
    const mailbox = design.find('mailbox', mailboxId)
    if (!message || !mailbox || !this.#isSetUp) return { outcome: 'not-sent' }
    const said = voicemailText({ message, mailbox, design, attach, transcription })
    const attachment = attach === 'none' ? {} : { attachment: { messageId, fileName: fileNameOf(message) } }
    return { outcome: (await this.#takenInTime({ ...said, ...attachment }, emails)) ? 'sent' : 'not-sent' }
  }

  /** Returns at once. */
  missedCall(emails: readonly string[], call: MissedCall, design: DesignSnapshot): void {
    if (!this.#isSetUp) return
    const said = missedCallText(call, design)
    const to = this.#reachable(emails, said.about)
    if (to.length > 0) this.#add({ ...said, to })
  }

  /** To whom the account names for that. Returns at once. */
  trouble(sentences: readonly string[]): void {
    const settings = this.#settings
    if (!settings || !this.#isSetUp) return
    const said = troubleText(sentences, this.#options.design()?.account)
    const to = this.#reachable(settings.troubleEmails, said.about)
    if (to.length > 0) this.#add({ ...said, to })
  }

  /** Returns at once. */
  emergency(emails: readonly string[], call: EmergencyMail, design: DesignSnapshot): void {
    if (!this.#isSetUp) return
    const said = emergencyText(call, design)
    const to = this.#reachable(emails, said.about)
    if (to.length > 0) this.#add({ ...said, to })
  }

  /** Sends one now, outside the queue, and says how that went within 8 s. `settings`: those to try; absent: those that run. */
  async test(to: string, settings: MailSettings | undefined = this.#settings): Promise<MailTest> {
    const missing = missingForMail(settings)
    if (!settings || missing) return { outcome: 'not-set-up', answer: lacks[missing ?? 'server'] }
    if (!isMailAddress(to)) return { outcome: 'not-set-up', answer: 'No mail can be sent to that address.' }
    const mail = this.#mail({ ...testText(this.#options.design()?.account), to: [to] })
    const composed = await compose(mail, settings, () => undefined)
    return testAnswer(await deliver(composed, settings, { ...this.#options.delivery, limits: impatient }))
  }

  async #takenInTime(said: Omit<NewMail, 'to'>, emails: readonly string[]): Promise<boolean> {
    const to = this.#reachable(emails, said.about)
    if (to.length === 0) return false
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const cancel = this.#options.timers.after(NOTIFY_WITHIN_MS, () => resolve(false))
    const isWaiting = this.#add({ ...said, to }, (isTaken) => resolve(isTaken && to.length === emails.length))
    if (!isWaiting) resolve(false)
    return promise.finally(cancel)
  }

  /** Those a mail can be sent to at all. */
  #reachable(emails: readonly string[], about: string): readonly string[] {
    const to = emails.filter(isMailAddress)
    const odd = emails.length - to.length
    if (odd > 0) this.#options.say(`Mail about ${about} cannot be sent to ${odd} of its addresses: they are none.`)
    return to
  }

  #add(mail: NewMail, onTaken: (isTaken: boolean) => void = () => {}): boolean {
    const isAdded = this.#queue.add(this.#mail(mail), (fate) => onTaken(fate === 'taken'))
    if (!isAdded && !this.#isFullSaid) this.#options.say(`${MAX_WAITING} mails wait: no more are taken.`)
    this.#isFullSaid = !isAdded
    return isAdded
  }

  #mail(mail: NewMail): Mail {
    const { newId, clock } = this.#options
    return { ...mail, to: [...mail.to], id: newId(), createdMs: clock.wall() }
  }

  get #settings(): MailSettings | undefined {
    return this.#options.design()?.account?.mail
  }

  get #isSetUp(): boolean {
    return missingForMail(this.#settings) === undefined
  }
}

type NewMail = Omit<Mail, 'id' | 'createdMs' | 'to'> & { readonly to: readonly string[] }

const lacks = {
  server: 'No mail server is named.',
  sender: 'The sender address is none that mail can come from.',
} as const

function testAnswer(tried: Tried): MailTest {
  if (tried.kind === 'no-server') return { outcome: 'no-server', answer: tried.answer }
  const [refused] = tried.refused
  return refused ? { outcome: 'refused', answer: refused.answer } : { outcome: 'taken', answer: tried.answer }
}

/** `message-2026-11-27-1403.wav`, in UTC: mail programs save it beside others. */
function fileNameOf({ receivedMs }: VoicemailMessage): string {
  const [day, time] = new Date(receivedMs).toISOString().split('T')
  return `message-${day}-${(time ?? '').slice(0, 5).replace(':', '')}.wav`
}
