import type { Device } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { resolveKey } from '../provisioning/line-keys.ts'
import type { Finding } from './finding.ts'

/** A phone that is to fetch its settings and cannot, and keys of it that would stay dark. */
export function checkDeskPhone(device: Device, design: DesignSnapshot): Finding[] {
  return [...cannotFetch(device), ...darkKeys(device, design)]
}

function cannotFetch({ id, name, provisioning, phoneMaker, macAddress, provisioningTokenHash }: Device): Finding[] {
  const lacks = [
    ...(phoneMaker === '' ? ['maker'] : []),
    ...(macAddress === '' && phoneMaker !== 'linphone' ? ['MAC address'] : []),
    ...(provisioningTokenHash === '' ? ['address to fetch them at'] : []),
  ]
  if (!provisioning || lacks.length === 0) return []
  const message = `"${name}" cannot fetch its settings: it has no ${lacks.join(' and no ')}.`
  return [{ code: 'phone-cannot-fetch', severity: 'warning', documentId: id, message }]
}

function darkKeys(device: Device, design: DesignSnapshot): Finding[] {
  return device.lineKeys.flatMap((key, index): Finding[] => {
    const resolved = resolveKey(design, device, key)
    if (resolved.ok) return []
    const message = `Key ${index + 1} of "${device.name}" stays empty: ${resolved.problem}.`
    return [{ code: 'line-key-nowhere', severity: 'warning', documentId: device.id, message }]
  })
}
