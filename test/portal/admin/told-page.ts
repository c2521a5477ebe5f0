import type { Told } from '../numbers/told-store.ts'
import { deviceName } from './admin-page.ts'
import type { Confirmation } from './confirm-page.ts'
import { html, type Html } from './html.ts'
import { localTime, table } from './parts.ts'

export const toldPath = ({ kind, ref }: Pick<Told, 'kind' | 'ref'>): string => `/admin/numbers/${kind}/${encodeURIComponent(ref)}`

/** What stands on a counter's word alone, each with the way to take it back; nothing where there is none. */
export function renderTold(told: readonly Told[]): Html[] {
  if (told.length === 0) return []
  return [
    html`<h2 id="tu-khai">Chỉ theo lời máy quầy, từ khi cổng được phục hồi</h2>
<p class="quiet">Cổng để dành những điều này, vì bản sao có thể đã mất chúng. Điều nào không thể có thì bỏ, để số và dải số sau đó đi tiếp đúng chỗ.</p>
${table('Chỉ theo lời máy quầy', ['Đơn vị', 'Điều đã khai', 'Máy khai', 'Lúc', 'Việc'], told.map(row))}`
  ]
}

/** The page that asks before it is taken back. */
export function describeTold(told: Told, token: string): Confirmation {
  const sentence = {
    counters:
      'Cổng đang để dành dải số hằng ngày cho các quầy này, vì bản sao có thể đã mất chúng. Chỉ bỏ khi biết chắc chúng chưa từng được đăng ký: nếu đã có, quầy đăng ký sau sẽ được giao đúng dải số đó và hai hồ sơ có thể trùng số.',
    lease: 'Chưa số nào của dải này được báo về. Hãy gọi quầy, xem số cuối cùng đã cấp. Chỉ bỏ khi quầy chưa cấp số nào trong dải: số đã cấp sẽ bị cổng từ chối và có thể được giao cho quầy khác.'
  }
  return {
    title: 'Bỏ điều máy quầy đã khai?',
    facts: [
      { name: 'Đơn vị', value: told.officeName },
      { name: 'Điều đã khai', value: tell(told) },
      { name: 'Máy khai', value: tellWho(told) }
    ],
    sentence: sentence[told.kind],
    action: toldPath(told),
    token,
    yes: 'Bỏ điều này',
    no: 'Giữ lại',
    back: '/admin/numbers',
    isDangerous: true
  }
}

function row(told: Told): Html {
  return html`<tr><td class="office">${told.officeName}</td><th scope="row">${tell(told)}</th><td class="free">${tellWho(told)}</td><td>${told.toldAt ? localTime(told.toldAt.toISOString()) : 'Không rõ'}</td>
<td><a class="button" href="${toldPath(told)}" aria-label="Bỏ: ${tell(told)}, ${told.officeName}">Bỏ…</a></td></tr>`
}

function tell(told: Told): string {
  return told.kind === 'counters' ? `Từng có đến quầy số ${told.told}; cổng biết đến quầy số ${told.known}` : `${told.name}, kỳ hoặc quyển ${told.period}: dải ${told.from}–${told.to}`
}

function tellWho({ deviceName: name, counterNumber, officeName }: Told): string {
  return name === null || counterNumber === null ? 'Không rõ' : deviceName({ name, counterNumber, officeName })
}
