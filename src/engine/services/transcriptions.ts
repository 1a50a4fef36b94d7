import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { z } from 'zod'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { VoicemailMessage } from '../control/message-contract.ts'
import type { EngineLog } from '../engine-log.ts'
import type { MessageStore } from '../state/message-store.ts'
import { type WebAnswer, webRequest } from './web-client.ts'

export interface TranscriptionsOptions {
  readonly messages: Pick<MessageStore, 'pathOf' | 'setTranscript'>
  /** A message says in writing what was said. */
  readonly onWritten: (message: VoicemailMessage) => void
  readonly log: EngineLog
  /** For all of one, the answer included. */
  readonly withinMs?: number
}

/** The mail about the message waits for it, so no longer. */
const WITHIN_MS = 15_000
/** 16 min as messages are recorded; a longer one is not written down. */
const MAX_SOUND_BYTES = 16_000_000
const MAX_ANSWER_BYTES = 65_536
/** Longest text that is kept. */
export const MAX_TRANSCRIPT_CHARS = 4_000
/** Messages that are written down at once; one beyond that is not. */
const MAX_AT_ONCE = 8

/**
 * Messages in writing (A6), by a web address of the account's own: it is sent the recording by POST and answers with the text. It is a setting of the account
 * itself, so it may be anywhere (ADR 102). Whatever goes wrong costs the text and nothing else: the message is in its box before it is asked for.
 */
export class Transcriptions {
  readonly #options: TranscriptionsOptions
  readonly #writing = new Map<string, Promise<void>>()

  constructor(options: TranscriptionsOptions) {
    this.#options = options
  }

  /** Returns at once; nothing, where its box does not want that or nobody can. */
  begin(message: VoicemailMessage, design: DesignSnapshot): void {
    const { log } = this.#options
    const mailbox = design.find('mailbox', message.mailboxId)
    const url = design.account?.transcriptionUrl ?? ''
    if (!mailbox?.transcription || url === '' || this.#writing.has(message.messageId)) return
    if (this.#writing.size >= MAX_AT_ONCE) {
      log.warn({ why: `${MAX_AT_ONCE} are being written down` }, 'a message is not written down')
      return
    }
    const language = design.find('user', mailbox.ownerId)?.language || design.account?.language || 'en'
    const writing = this.#write(message, url, language)
      .catch((error: unknown) => log.error({ err: error }, 'a message could not be written down'))
      .finally(() => this.#writing.delete(message.messageId))
    this.#writing.set(message.messageId, writing)
  }

  /** Resolves when that message is written down, or is not going to be. Never rejects. */
  async settled(messageId: string): Promise<void> {
    await this.#writing.get(messageId)
  }

  async #write(message: VoicemailMessage, url: string, language: string): Promise<void> {
    const { messages, log, onWritten } = this.#options
    const path = messages.pathOf(message.messageId)
    const sizeBytes = path === undefined ? 0 : (await stat(path)).size
    if (path === undefined || sizeBytes > MAX_SOUND_BYTES) {
      log.warn({ why: `${sizeBytes} bytes are more than ${MAX_SOUND_BYTES}` }, 'a message is not written down')
      return
    }
    const answer = await webRequest({
      url,
      method: 'post',
      headers: {
        'Content-Type': 'audio/wav',
        'Content-Language': language.replaceAll(/[^A-Za-z0-9-]/g, ''),
        Accept: 'application/json, text/plain',
      },
      body: { sizeBytes, open: () => createReadStream(path) },
      timeoutMs: this.#options.withinMs ?? WITHIN_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    })
    const text = textIn(answer)
    if (text === '') log.warn({ why: answer.ok ? `${answer.status}` : answer.error }, 'a message was not written down')
    else if (messages.setTranscript(message.messageId, text)) onWritten({ ...message, transcript: text })
  }
}

/** Text alone, or JSON with a `text`. A page for people, an error and nothing at all are no text. */
function textIn(answer: WebAnswer): string {
  if (!answer.ok || answer.status !== 200) return ''
  const body = answer.body.trim()
  if (body.startsWith('<')) return ''
  if (!body.startsWith('{') && !body.startsWith('"')) return readable(body)
  try {
    return readable(answerSchema.parse(JSON.parse(body)))
  } catch {
    return ''
  }
}

const answerSchema = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)])

/** Lines stay lines; what cannot be seen, and could turn what is around it about, goes. */
const readable = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{C}\n]/gu, ' ')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MAX_TRANSCRIPT_CHARS)
    .replace(/[\ud800-\udbff]$/, '')
