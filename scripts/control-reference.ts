import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract'
import { z } from 'zod'
import { controlContract } from '../src/engine/control/contract.ts'
import { type NeededRole, neededRole } from '../src/engine/control/roles.ts'

export const CONTROL_PAGE = 'docs/reference/control-api.md'

/** Every procedure of the control contract, made of the contract itself. */
export function controlReference(): string {
  const rows = proceduresOf(controlContract, []).map(rowOf)
  return `# The control API

What a running engine is asked: by the app over WebSocket (oRPC at \`/rpc\`), and by any program over HTTP under \`/api\`, with \`Authorization: Bearer TOKEN\`. The engine describes itself at
\`/api/openapi.json\`. Made from \`src/engine/control/contract.ts\` by \`npm run reference\`.

The role is what a token needs at least: *read*, *operate*, *deploy*, each of which may do what the ones before it may, or *admin*, which is the token in the engine's own folder. How tokens are
given out: [an appliance](../guide/an-appliance.md). Whoever may not is told \`FORBIDDEN\` and which role it needs.

| Procedure | HTTP | Role | Takes | Refuses with |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

interface Procedure {
  readonly path: readonly string[]
  readonly procedure: AnyContractProcedure
}

function proceduresOf(contract: object, path: readonly string[]): readonly Procedure[] {
  if (isContractProcedure(contract)) return [{ path, procedure: contract }]
  return Object.entries(contract).flatMap(([key, value]) => proceduresOf(value, [...path, key]))
}

function rowOf({ path, procedure }: Procedure): string {
  const { route, inputSchema, errorMap } = procedure['~orpc']
  const takes = inputSchema instanceof z.ZodObject ? Object.entries(inputSchema.shape).map(fieldOf) : []
  const cells = [
    `\`${path.join('.')}\``,
    `\`${route.method ?? 'POST'} ${route.path ?? ''}\``,
    roleWords[neededRole(path)],
    takes.join(', '),
    Object.keys(errorMap)
      .map((code) => `\`${code}\``)
      .join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}

/** With a question mark where it may be left out. */
const fieldOf = ([name, schema]: [string, unknown]): string =>
  `\`${name}\`${schema instanceof z.ZodType && schema.safeParse(undefined).success ? '?' : ''}`

const roleWords: Record<NeededRole, string> = {
  nobody: 'none: the code of a pairing, over TLS',
  read: 'read',
  operate: 'operate',
  deploy: 'deploy',
  admin: 'admin',
}
