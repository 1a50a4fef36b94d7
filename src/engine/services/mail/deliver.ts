import type { SecureContextOptions } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { MailSettings } from '../../../callflow/design/kinds/mail-settings.ts'
import type { ComposedMail } from './compose.ts'
import { serverWords } from './mail.ts'

/** A recipient the server did not take the mail for. `isFinal`: it never will (5xx). */
export interface Refused {
  readonly address: string
  readonly isFinal: boolean
  readonly answer: string
}

/** What became of one try. */
export type Tried =
  /** The server has spoken about this mail: taken for all, for some, for nobody. */
  | {
      readonly kind: 'answered'
      readonly taken: readonly string[]
      readonly refused: readonly Refused[]
      readonly answer: string
    }
  /** It could not be reached, did not let us in, hung or spoke no SMTP: no other mail would have fared better. */
  | { readonly kind: 'no-server'; readonly answer: string }

export interface DeliverLimits {
  /** Until it has greeted. */
  readonly greetingMs: number
  /** Silence after that. */
  readonly silenceMs: number
  /** In all, for a mail without attachment. */
  readonly totalMs: number
}

export const patient: DeliverLimits = { greetingMs: 30_000, silenceMs: 60_000, totalMs: 120_000 }

export interface DeliverOptions {
  readonly limits?: DeliverLimits
  /** Certificates to trust beside those the machine trusts. */
  readonly ca?: SecureContextOptions['ca']
  readonly signal?: AbortSignal
}

/** A slow line may take this long for a MiB on top. */
const PER_MIB_MS = 30_000
const MAX_ANSWER_BYTES = 65_536
const stopping = 'the engine is stopping'

/** Tries once. Never rejects, and is over within its limits whatever the server does. */
export async function deliver(
  mail: ComposedMail,
  settings: MailSettings,
  { limits = patient, ca, signal }: DeliverOptions = {},
): Promise<Tried> {
  if (signal?.aborted) return { kind: 'no-server', answer: stopping }
  const connection = new SMTPConnection(connectionOptions(settings, limits, ca))
  const totalMs = limits.totalMs + Math.ceil(mail.sizeBytes / 1024 ** 2) * PER_MIB_MS
  let stop = (_why: Error) => {}
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = reject
  })
  const timer = setTimeout(() => stop(new Error(`not done within ${totalMs / 1_000} s`)), totalMs)
  const onAbort = () => stop(new Error(stopping))
  signal?.addEventListener('abort', onAbort)
  connection.on('error', stop)
  connection.on('end', () => stop(new Error('the server ended the connection')))
  try {
    return await Promise.race([converse(connection, mail, settings), stopped])
  } catch (error) {
    return { kind: 'no-server', answer: wordsOf(error) }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    stopped.catch(() => {}) // what ends after the answer is no news
    connection.close()
  }
}

function connectionOptions(settings: MailSettings, limits: DeliverLimits, ca: DeliverOptions['ca']) {
  return {
    host: settings.host.trim(),
    port: settings.port,
    secure: settings.tls === 'tls',
    requireTLS: settings.tls === 'starttls',
    ignoreTLS: settings.tls === 'none',
    ...(ca === undefined ? {} : { tls: { ca } }),
    dnsTimeout: limits.greetingMs,
    connectionTimeout: limits.greetingMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    socketCloseTimeout: 1_000,
    maxResponseSize: MAX_ANSWER_BYTES,
    allowInternalNetworkInterfaces: true,
  }
}

async function converse(connection: SMTPConnection, mail: ComposedMail, settings: MailSettings): Promise<Tried> {
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())))
  const { user, password } = settings
  if (user !== '') {
    await new Promise<void>((resolve, reject) => {
      connection.login({ credentials: { user, pass: password } }, (error) => (error ? reject(error) : resolve()))
    })
  }
  const tried = await send(connection, mail)
  connection.quit()
  return tried
}

function send(connection: SMTPConnection, mail: ComposedMail): Promise<Tried> {
  return new Promise((resolve, reject) => {
    const envelope = { from: mail.from, to: [...mail.to] }
    connection.send(envelope, mail.open(), (error, info) => {
      if (info) {
        const refused = (info.rejectedErrors ?? []).map((each, at) => refusedBy(each, info.rejected[at] ?? ''))
        resolve({ kind: 'answered', taken: info.accepted, refused, answer: serverWords(info.response) })
      } else if (error?.responseCode === undefined && error?.code !== 'EENVELOPE') {
        reject(error ?? new Error('no answer'))
      } else resolve({ kind: 'answered', taken: [], refused: refusedFor(mail, error), answer: wordsOf(error) })
    })
  })
}

type SmtpError = Error & {
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  readonly recipient?: string | undefined
  readonly rejected?: readonly string[] | undefined
  readonly rejectedErrors?: readonly SmtpError[] | undefined
}

/** Each for a reason of its own, or the whole mail for one. */
function refusedFor(mail: ComposedMail, error: SmtpError): readonly Refused[] {
  const each = error.rejectedErrors ?? []
  if (each.length > 0) return each.map((one, at) => refusedBy(one, error.rejected?.[at] ?? ''))
  return mail.to.map((address) => refusedBy(error, address))
}

/** Without a number the mail did not even look like one: no other try would change that. */
function refusedBy(error: SmtpError, address: string): Refused {
  const { responseCode = 550, recipient = address } = error
  return { address: recipient, isFinal: responseCode >= 500, answer: wordsOf(error) }
}

/** What the server said, or why it did not. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return serverWords(String(error))
  const response: unknown = Reflect.get(error, 'response')
  return serverWords(typeof response === 'string' && response !== '' ? response : error.message)
}
