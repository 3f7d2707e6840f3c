// An identity provider for the tests of sign-in: oidc-provider as it is, and on command what a provider must not do.
//
//   node server.mjs REDIRECT_URI     prints its address, and ends when its input does
//
// POST /_test {account, mischief, seconds} says who signs in next and what goes wrong meanwhile.

import { createServer } from "node:http";
import { exportJWK, generateKeyPair, decodeJwt, SignJWT } from "jose";
import Provider from "oidc-provider";

const CLIENT = { id: "berth", secret: "the-secret-of-berth-at-the-provider" };
const redirect = process.argv[2];

const accounts = {
  ada: { sub: "1001", preferred_username: "ada", name: "Ada Lovelace", email: "ada@acme.example", groups: ["engineers", "platform"] },
  bob: { sub: "1002", preferred_username: "bob", name: "Bob", email: "bob@acme.example", groups: ["engineers"] },
  eve: { sub: "1003", preferred_username: "eve", name: "Eve", email: "eve@acme.example", groups: [] },
  nameless: { sub: "1004", name: "Nobody", groups: ["engineers"] },
  strange: { sub: "1005", preferred_username: "a b\n<c>", groups: ["engineers"] },
};
const bySubject = (sub) => Object.values(accounts).find((it) => it.sub === sub);

const state = { account: "ada", mischief: null, seconds: 0, keyFetches: 0 };

async function key(kid) {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const about = { kid, alg: "RS256", use: "sig" };
  return { kid, privateKey, private: { ...(await exportJWK(privateKey)), ...about }, public: { ...(await exportJWK(publicKey)), ...about } };
}
const [first, second, unpublished] = await Promise.all(["first", "second", "unpublished"].map(key));

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [redirect],
      post_logout_redirect_uris: [redirect.replace("/callback", "")],
      grant_types: ["authorization_code", "refresh_token"],
    },
  ],
  jwks: { keys: [first.private] },
  scopes: ["openid", "profile", "email", "groups", "offline_access"],
  claims: { openid: ["sub"], profile: ["preferred_username", "name"], email: ["email"], groups: ["groups"] },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
  ttl: { AccessToken: 3600, AuthorizationCode: 60, IdToken: 3600, RefreshToken: 86400, Interaction: 600, Session: 86400, Grant: 86400 },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  findAccount: async (_, sub) => {
    const account = bySubject(sub);
    return account && { accountId: sub, claims: async () => account };
  },
  // Nobody is there to consent.
  loadExistingGrant: async (ctx) => {
    const { client, session, provider } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile email groups offline_access");
    await grant.save();
    return grant;
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

const now = () => Math.floor(Date.now() / 1000);

/// What each mischief makes of the claims of an ID token.
const claims = {
  wrong_nonce: () => ({ nonce: "of-another-sign-in" }),
  no_nonce: () => ({ nonce: undefined }),
  wrong_audience: () => ({ aud: "another-client" }),
  more_audiences: () => ({ aud: [CLIENT.id, "another-client"], azp: CLIENT.id }),
  wrong_issuer: () => ({ iss: "https://evil.example" }),
  other_party: () => ({ azp: "another-client" }),
  expired: () => ({ exp: now() - state.seconds }),
  from_the_future: () => ({ iat: now() + state.seconds }),
  old: () => ({ iat: now() - state.seconds }),
  not_yet: () => ({ nbf: now() + state.seconds }),
  other_access_token: () => ({ at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }),
  other_subject: () => ({ sub: "1002" }),
};

async function tampered(token) {
  const change = claims[state.mischief]?.() ?? {};
  const body = JSON.parse(JSON.stringify({ ...decodeJwt(token), ...change }));
  const sign = (header, key) => new SignJWT(body).setProtectedHeader(header).sign(key);
  switch (state.mischief) {
    case "rotated":
      return sign({ alg: "RS256", kid: second.kid }, second.privateKey);
    case "unknown_key":
      return sign({ alg: "RS256", kid: unpublished.kid }, unpublished.privateKey);
    case "forged":
      return sign({ alg: "RS256", kid: first.kid }, unpublished.privateKey);
    case "symmetric":
      return sign({ alg: "HS256" }, new TextEncoder().encode(CLIENT.secret));
    case "unsigned": {
      const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
      return `${part({ alg: "none" })}.${part(body)}.`;
    }
    default:
      return sign({ alg: "RS256", kid: first.kid }, first.privateKey);
  }
}

provider.use(async (ctx, next) => {
  if (ctx.path === "/jwks") state.keyFetches += 1;
  await next();
  if (ctx.path === "/token" && ctx.body?.id_token && state.mischief) ctx.body.id_token = await tampered(ctx.body.id_token);
  if (ctx.path === "/jwks" && state.mischief === "rotated") ctx.body = { keys: [second.public] };
  if (ctx.path === "/.well-known/openid-configuration" && state.mischief === "elsewhere") {
    ctx.body = { ...ctx.body, token_endpoint: "http://127.0.0.2:9/token" };
  }
});

const callback = provider.callback();

async function control(request, response) {
  let text = "";
  for await (const chunk of request) text += chunk;
  if (text) Object.assign(state, { mischief: null, seconds: 0 }, JSON.parse(text));
  response.setHeader("content-type", "application/json").end(JSON.stringify({ keyFetches: state.keyFetches }));
}

async function interact(request, response) {
  await provider.interactionDetails(request, response);
  const login = { accountId: accounts[state.account].sub };
  await provider.interactionFinished(request, response, { login });
}

server.on("request", (request, response) => {
  const failed = (error) => response.writeHead(500).end(String(error));
  if (request.url === "/_test") control(request, response).catch(failed);
  else if (state.mischief === "down") response.writeHead(503).end("down");
  else if (request.url.startsWith("/interaction/")) interact(request, response).catch(failed);
  else if (state.mischief === "gone" && request.url === "/token")
    response.writeHead(400, { "content-type": "application/json" }).end('{"error":"invalid_grant"}');
  else callback(request, response);
});

console.log(issuer);
process.stdin.on("end", () => process.exit()).resume();
