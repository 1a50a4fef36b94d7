import { documentNamed, resolveBindings, type VariableBinding } from '../design/variables.ts'
import type { CallContext } from './script.ts'
import { spokenLanguage } from './spoken-languages.ts'

/** What every call knows without any step setting it. A step may set a variable of the same name and so hide it. */
export const builtInVariables: Readonly<Record<string, (call: CallContext) => string>> = {
  'caller-number': (call) => call.caller.number,
  'caller-name': (call) => call.caller.name,
  'dialled-number': (call) => call.dialled,
  'captured-1': (call) => call.captures[0] ?? '',
  'captured-2': (call) => call.captures[1] ?? '',
  'captured-3': (call) => call.captures[2] ?? '',
  language: (call) => spokenLanguage(call),
  priority: (call) => String(call.priority),
  // What Kazoo calls it, for flows that come from there.
  call_priority: (call) => String(call.priority),
  'Call-Priority': (call) => String(call.priority),
}

/** The value of a variable of the call; empty when nothing set it. */
export function variableValue(call: CallContext, name: string): string {
  if (Object.hasOwn(call.variables, name)) return call.variables[name] ?? ''
  return Object.hasOwn(builtInVariables, name) ? (builtInVariables[name]?.(call) ?? '') : ''
}

/** Settings with every bound reference read from the call's variables (M37). */
export function boundSettings(call: CallContext, settings: unknown, bindings: readonly VariableBinding[]): unknown {
  return resolveBindings(settings, bindings, ({ variable, kinds }) =>
    documentNamed(call.design, kinds, variableValue(call, variable)),
  )
}
