import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Sipp {
  readonly process: ChildProcess
  /** 0 when every call went as the scenario says. */
  readonly exitCode: Promise<number | null>
  /** Every message it sent and received so far. */
  messages(): string
  /** Waits for its end; throws what it sent, received and printed unless every call went as the scenario says. */
  succeeds(): Promise<void>
  stop(): Promise<void>
}

export interface SippOptions {
  readonly program: string
  /** XML. */
  readonly scenario: string
  readonly host: string
  readonly port: number
  /** `host:port` to call; absent for a scenario that waits for calls. */
  readonly target?: string
  /** What `[service]` stands for. */
  readonly service?: string
  readonly calls?: number
  readonly args?: readonly string[]
}

/** Runs SIPp without a screen. */
export function startSipp(options: SippOptions): Sipp {
  const directory = mkdtempSync(join(tmpdir(), 'callwright-sipp-'))
  const scenario = join(directory, 'scenario.xml')
  const messageFile = join(directory, 'messages.log')
  writeFileSync(scenario, options.scenario)
  const args = ['-sf', scenario, '-i', options.host, '-p', String(options.port), '-m', String(options.calls ?? 1)]
  args.push('-nostdin', '-trace_msg', '-message_file', messageFile, '-timeout', '40s', '-timeout_error')
  if (options.service !== undefined) args.push('-s', options.service)
  args.push(...(options.args ?? []))
  if (options.target !== undefined) args.push(options.target)
  const child = spawn(options.program, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-20_000)
    })
  }
  const exitCode = once(child, 'exit').then(([code]) => code as number | null)
  const messages = () => {
    try {
      return readFileSync(messageFile, 'utf8')
    } catch {
      return ''
    }
  }
  return {
    process: child,
    exitCode,
    messages,
    async succeeds() {
      const code = await exitCode
      if (code !== 0) throw new Error(`SIPp ended with ${code}\n${messages()}\n${printed}`)
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await exitCode
      }
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
