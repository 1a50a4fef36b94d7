import { describe } from 'vitest'
import { chromiumCandidates, findProgram, hostSurroundings, type Surroundings } from '../scripts/find-program.ts'

/** Programs that some suites need and npm cannot bring. */
export type ToolName = 'sipp' | 'baresip' | 'chromium' | 'sox' | 'espeak-ng' | 'kamailio'

interface OutsideTool {
  /** Environment variable that names the program outright. */
  readonly variable: string
  readonly candidates: readonly string[]
  readonly install: string
}

const outsideTools: Readonly<Record<ToolName, OutsideTool>> = {
  sipp: {
    variable: 'SIPP',
    candidates: ['sipp', '/usr/bin/sipp', '/usr/local/bin/sipp', '/opt/homebrew/bin/sipp'],
    install: 'sudo apt-get install sip-tester',
  },
  baresip: {
    variable: 'BARESIP',
    candidates: ['baresip', '/usr/bin/baresip', '/usr/local/bin/baresip', '/opt/homebrew/bin/baresip'],
    install: 'sudo apt-get install baresip-core',
  },
  chromium: {
    variable: 'CHROMIUM',
    candidates: chromiumCandidates(hostSurroundings),
    install: 'sudo apt-get install chromium',
  },
  sox: {
    variable: 'SOX',
    candidates: ['sox', '/usr/bin/sox', '/usr/local/bin/sox', '/opt/homebrew/bin/sox'],
    install: 'sudo apt-get install sox',
  },
  kamailio: {
    variable: 'KAMAILIO',
    candidates: ['kamailio', '/usr/sbin/kamailio', '/usr/local/sbin/kamailio'],
    install: 'sudo apt-get install kamailio',
  },
  'espeak-ng': {
    variable: 'ESPEAK_NG',
    candidates: ['espeak-ng', '/usr/bin/espeak-ng', '/usr/local/bin/espeak-ng', '/opt/homebrew/bin/espeak-ng'],
    install: 'sudo apt-get install espeak-ng',
  },
}

/** Where the program is, or undefined when this machine has none. */
export function tool(name: ToolName, around: Surroundings = hostSurroundings): { readonly path: string } | undefined {
  const { variable, candidates } = outsideTools[name]
  const named = around.env[variable]
  const path = findProgram(named === undefined || named === '' ? candidates : [named], around)
  return path === undefined ? undefined : { path }
}

/**
 * A suite that needs outside programs. Where one is missing every test in it is skipped and the suite's title says what to
 * install, which is how `npm test` reports it. `body` is run either way, to name the tests: a missing program's path is then
 * its bare name, so use paths inside tests and hooks only.
 */
export function describeWith<Name extends ToolName>(
  names: readonly Name[],
  title: string,
  body: (paths: Readonly<Record<Name, string>>) => void,
): void {
  const found = names.map((name) => ({ name, path: tool(name)?.path }))
  const missing = found.filter(({ path }) => path === undefined).map(({ name }) => name)
  // Built from `names`, so every key is there.
  const paths = Object.fromEntries(found.map(({ name, path }) => [name, path ?? name])) as Record<Name, string>
  const note = missing.length > 0 ? ` ${needsNote(missing)}` : ''
  describe.skipIf(missing.length > 0)(`${title}${note}`, () => {
    body(paths)
  })
}

/** `[needs sipp: sudo apt-get install sip-tester]`; `scripts/test-report.ts` reads it back from the report. */
export function needsNote(names: readonly ToolName[]): string {
  return `[needs ${names.map((name) => `${name}: ${outsideTools[name].install}`).join('; ')}]`
}
