import { type Cluster, startCluster } from '../postgres/cluster'

/** Runs with a Postgres server of its own, which may be harmed as a whole. */
export async function withOwnCluster<Result>(
  run: (cluster: Cluster) => Promise<Result>,
  options?: Parameters<typeof startCluster>[0],
): Promise<Result> {
  const cluster = await startCluster(options)
  try {
    return await run(cluster)
  } finally {
    await cluster.stop()
  }
}
