import { API_KEY } from '../server/orders'

/** One figure of a server's `/metrics`; NaN where there is none. */
export async function readMetric(url: string, name: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${API_KEY}` } })
  const line = (await response.text()).split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1))
}
