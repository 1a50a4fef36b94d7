import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fuzzRun } from '../testing/fuzz-run.ts'
import { mutate, oneOf, seededRandom } from '../testing/mutate.ts'
import { isForBrowsers, type LocalMedia, makeAnswer, makeOffer, makeReoffer, readAnswer } from '../sdp/offer-answer.ts'
import { parseSdp } from '../sdp/parse-sdp.ts'
import { SdpError } from '../sdp/session-description.ts'

const { messages: MESSAGES, rounds, timeoutMs } = fuzzRun('sdp', 2_500)

const local: LocalMedia = {
  address: '192.0.2.1',
  port: 4000,
  codecs: ['OPUS', 'G722', 'PCMU', 'PCMA'],
  direction: 'sendrecv',
  sessionId: '1',
  version: 1,
}
const browser = { ufrag: 'ours', pwd: 'a'.repeat(24), fingerprint: Array(32).fill('AB').join(':') }
const master = Buffer.alloc(30, 1).toString('base64')
const masters = { AES_CM_128_HMAC_SHA1_80: master, AES_CM_128_HMAC_SHA1_32: master }
const sides: readonly [LocalMedia, ...LocalMedia[]] = [
  local,
  { ...local, browser },
  { ...local, keys: { isRequired: false, masters } },
  { ...local, keys: { isRequired: true, masters } },
]
/** Ours to phones and to browsers, with and without keys, and those that stand in messages from elsewhere. */
const descriptions = [...sides.map(makeOffer), ...fromMessages()] as [string, ...string[]]

it(`${MESSAGES} descriptions of sessions, damaged, are refused by name or answered with one that can be read`, {
  timeout: timeoutMs,
}, () => {
  for (const { seed, messages } of rounds) {
    const random = seededRandom(seed)
    const outcome = { answered: 0, refused: 0 }
    const broken: unknown[] = []
    for (let said = 0; said < messages; said++) {
      const hurt = mutate(Buffer.from(oneOf(descriptions, random)), random).toString()
      const side = oneOf(sides, random)
      try {
        if (random() < 0.3) readAnswer(makeOffer(side), hurt)
        else if (!isAnswered(hurt, side)) broken.push(hurt)
        outcome.answered++
      } catch (error) {
        if (!(error instanceof SdpError)) broken.push(hurt, error)
        outcome.refused++
      }
    }
    expect({ seed, broken }).toEqual({ seed, broken: [] })
    expect(outcome.answered).toBeGreaterThan(messages * 0.1)
    expect(outcome.refused).toBeGreaterThan(messages * 0.1)
  }
})

/** By as many sections as it has, in a description that goes on from there. */
function isAnswered(offer: string, side: LocalMedia): boolean {
  isForBrowsers(offer)
  const { sdp } = makeAnswer(offer, side)
  const again = makeReoffer(side, sdp, offer)
  return [sdp, again].every((each) => parseSdp(each).media.length === parseSdp(offer).media.length)
}

function fromMessages(): string[] {
  const folder = new URL('../../../tests/fixtures/sip/', import.meta.url)
  return readdirSync(folder)
    .flatMap((name) => readdirSync(new URL(`${name}/`, folder)).map((file) => new URL(`${name}/${file}`, folder)))
    .flatMap((file) => /\r\n\r\n(v=0[^]*)$/.exec(readFileSync(file, 'latin1'))?.[1] ?? [])
}
