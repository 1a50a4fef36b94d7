import { checkDesign, type Finding } from '../../callflow/check/check-design.ts'
import { todayIn } from '../../callflow/check/today.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { asJson, type CommandResult } from './command.ts'
import { type DataDir, loadDesign } from './design-source.ts'

/** `callwright check DESIGN [--json]`: exit code 1 when a finding is an error. `nowMs` says what is over, epoch ms. */
export function checkCommand(
  path: string,
  options: { readonly json: boolean; readonly dataDir: DataDir; readonly nowMs: number },
): CommandResult {
  const { design, refused, notes } = loadDesign(path, options.dataDir)
  const findings = checkDesign(design, { today: todayIn(design, options.nowMs) })
  const isWrong = refused.length > 0 || findings.some(({ severity }) => severity === 'error')
  const exitCode = isWrong ? 1 : 0
  if (options.json) return { output: asJson({ findings: findings.map(withoutFix), refused }), exitCode, notes }
  const lines = [
    ...refused.map((file) => `error    ${file.path}: ${file.reason}`),
    ...findings.map(
      (finding) => `${finding.severity.padEnd(8)} ${nameOf(finding, design)}: ${finding.message} [${finding.code}]`,
    ),
  ]
  const output = lines.length > 0 ? lines.join('\n') : `${design.size} documents, nothing to report.`
  return { output: `${output}\n`, exitCode, notes }
}

function withoutFix({ fix, ...finding }: Finding) {
  return fix ? { ...finding, fix: fix.label } : finding
}

function nameOf({ documentId }: Finding, design: DesignSnapshot): string {
  const document = design.get(documentId)
  return document ? `${document.kind} "${document.name}"` : documentId
}
