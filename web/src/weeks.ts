/** The year of a population as the server hands it over. */
export interface YearData {
  stages: [number, number][];
  weeks: string[];
  status: string[];
  shares: number[][];
  acting: Record<string, number[]>;
  paths: number[];
  radius: [number, number, number];
  width: number;
  /** Position, x and y of each site, where there are too many for circles. */
  dots?: [number, number, number][];
}

/** Stages that hold a week; a stage may run over New Year. */
export function stagesIn(data: YearData, week: number): number[] {
  const found: number[] = [];
  data.stages.forEach(([start, end], number) => {
    if (start <= end ? start <= week && week <= end : week >= start || week <= end) found.push(number);
  });
  return found;
}

export function latestShare(data: YearData, site: number, stages: readonly number[]): number {
  let most = 0;
  for (const stage of stages) most = Math.max(most, data.shares[site]?.[stage] ?? 0);
  return most;
}

export function acting(data: YearData, site: number, stages: readonly number[]): boolean {
  return stages.some((stage) => data.acting[site]?.[stage] === 1);
}

/** The area of a circle grows with the share. */
export function radius(data: YearData, share: number): number {
  const [smallest, largest, unused] = data.radius;
  return share <= 0 ? unused : smallest + (largest - smallest) * Math.sqrt(Math.min(share, 1));
}
