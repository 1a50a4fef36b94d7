import { spawn } from 'node:child_process'

export interface ProgramRun {
  readonly program: string
  /** One each; no shell reads them. */
  readonly args: readonly string[]
  /** Written to it, then closed. */
  readonly input?: string
  /** Beside what programs need to start at all. */
  readonly env?: Readonly<Record<string, string>>
  readonly timeLimitMs: number
  /** More on its standard output is an error. */
  readonly maxBytes: number
  readonly signal?: AbortSignal
}

export type ProgramOutput =
  | { readonly ok: true; readonly output: Buffer<ArrayBuffer> }
  | { readonly ok: false; readonly why: string }

/** Runs a program to its end, or kills it when it takes too long or says too much. Never rejects. */
export function runProgram(run: ProgramRun): Promise<ProgramOutput> {
  const { promise, resolve } = Promise.withResolvers<ProgramOutput>()
  const child = spawn(run.program, [...run.args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
    env: { ...startingEnv(), ...run.env },
  })
  const chunks: Buffer[] = []
  let sizeBytes = 0
  const end = (output: ProgramOutput) => {
    clearTimeout(timer)
    run.signal?.removeEventListener('abort', onAbort)
    child.kill('SIGKILL')
    resolve(output)
  }
  const fail = (why: string) => end({ ok: false, why })
  const timer = setTimeout(() => fail(`took longer than ${run.timeLimitMs / 1_000} s`), run.timeLimitMs)
  const onAbort = () => fail('was broken off')
  run.signal?.addEventListener('abort', onAbort, { once: true })
  child.once('error', (error) => fail(`does not run: ${error.message}`))
  child.once('close', (code) => {
    if (code === 0) end({ ok: true, output: Buffer.concat(chunks) })
    else fail(code === null ? 'was ended from outside' : `ended with ${code}`)
  })
  child.stdout.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length
    if (sizeBytes > run.maxBytes) fail(`made more than ${run.maxBytes} bytes`)
    else chunks.push(chunk)
  })
  child.stdin.on('error', () => {}) // one that does not read its input says why by how it ends
  child.stdin.end(run.input ?? '')
  return promise
}

/** What a program needs to be found and to find its own data; none of our secrets. */
function startingEnv(): Record<string, string> {
  const names = ['PATH', 'Path', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'ESPEAK_DATA_PATH']
  const known = names.map((name) => [name, process.env[name]] as const)
  return Object.fromEntries(known.filter((each): each is [string, string] => each[1] !== undefined))
}
