// Where the servers of these tests listen and what they are called. Ports of their own, so that a running `make run` stays untouched.

const first = Number(process.env.BERTH_END2END_PORT ?? 4600);

export const ports = { berth: first, github: first + 1, argocd: first + 2, aws: first + 3, backstage: first + 4 };

const at = (port: number) => `http://127.0.0.1:${port}`;

export const berth = at(ports.berth);
export const github = at(ports.github);

export const places = { argocd: at(ports.argocd), aws: at(ports.aws), backstage: at(ports.backstage) };
