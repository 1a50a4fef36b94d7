import { Readable } from 'node:stream'
import { webBytes } from '../../web-client.ts'
import { MAX_SPEECH_BYTES, type Speaker, SPEECH_LIMIT_MS } from './speaker.ts'

/** A server of one's own: it is sent `{text, language, voice}` as JSON by POST and answers with a file of sound. Redirects are not followed. */
export const speechServer = (url: string): Speaker => ({
  name: `server ${url}`,
  async speak(request, signal) {
    const body = Buffer.from(JSON.stringify(request))
    const answer = await webBytes({
      url,
      method: 'post',
      headers: { 'Content-Type': 'application/json', Accept: 'audio/*' },
      body: { sizeBytes: body.length, open: () => Readable.from([body]) },
      timeoutMs: SPEECH_LIMIT_MS,
      maxAnswerBytes: MAX_SPEECH_BYTES,
      ...(signal ? { signal } : {}),
    })
    if (!answer.ok) return { ok: false, why: `the speech server: ${answer.error}` }
    if (answer.status !== 200) return { ok: false, why: `the speech server answered ${answer.status}` }
    return { ok: true, bytes: answer.bytes }
  },
})
