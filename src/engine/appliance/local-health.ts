import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { type Health, healthSchema } from '../control/contract.ts'
import { controlAddressPath } from '../control/control-address.ts'
import { runningOn } from './running-file.ts'

export interface LocalEngine {
  readonly dataDir: string
  /** Default `DIR/control-token`. */
  readonly tokenFile?: string | undefined
}

export type HealthAnswer = { readonly ok: true; readonly health: Health } | { readonly ok: false; readonly why: string }

const ANSWERS_WITHIN_MS = 5_000
const MAX_ANSWER_BYTES = 1_000_000

/** What the engine of a data folder on this machine says of itself, asked over its control API. */
export async function askHealth(engine: LocalEngine): Promise<HealthAnswer> {
  if (!runningOn(engine.dataDir)) return { ok: false, why: `no engine runs on ${engine.dataDir}` }
  try {
    return { ok: true, health: healthSchema.parse(JSON.parse(await askLocal(engine, '/api/health'))) }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}

/** What a path of its control API answers. Rejects with why there is no answer. */
export function askLocal(engine: LocalEngine, path: string): Promise<string> {
  const token = readFileSync(engine.tokenFile ?? join(engine.dataDir, 'control-token'), 'utf8').trim()
  const control = readFileSync(controlAddressPath(engine.dataDir), 'utf8').trim()
  return get(new URL(path, reachable(control)), token)
}

/** Whoever listens everywhere is asked here. */
function reachable(control: string): URL {
  const url = new URL(control)
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
  if (url.hostname === '[::]') url.hostname = '[::1]'
  return url
}

function get(url: URL, token: string): Promise<string> {
  const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS)
  const headers = { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    // The engine's own certificate is of no authority; the address is one of this machine, which nobody else can take while the engine has it.
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { headers, signal, rejectUnauthorized: false })
        : httpRequest(url, { headers, signal })
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
        if (text.length > MAX_ANSWER_BYTES) request.destroy(new Error(`health has over ${MAX_ANSWER_BYTES} bytes`))
      })
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text)
        else reject(new Error(`health was answered with ${response.statusCode}`))
      })
    })
    request.end()
  })
}
