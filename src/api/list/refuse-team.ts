import { badRequest } from '#http/api-error.ts';

/** Throws 400 in Airflow's words: there are no teams here. */
export function refuseTeam(team: string | null | undefined): void {
  if (team)
    throw badRequest('team_name cannot be set when multi_team mode is disabled. Please contact your administrator.');
}
