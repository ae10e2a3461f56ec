namespace EcaTools.Core.Access.Proof;

/// <summary>What is compared.</summary>
public enum AccessArea : long
{
    /// <summary>The user and the org that a token stands for.</summary>
    Identity,

    /// <summary>The scopes that a token was granted.</summary>
    Scope,

    /// <summary>How long an access token is good.</summary>
    TokenLifetime,

    /// <summary>A family of APIs that a token reaches.</summary>
    ApiFamily,

    /// <summary>An object, and what may be done with its records.</summary>
    SObject,

    /// <summary>A field of an object.</summary>
    Field,

    /// <summary>A request that was tried.</summary>
    Probe,

    /// <summary>The scopes that an app has.</summary>
    AppScope,

    /// <summary>From which addresses an app may be used.</summary>
    IpPolicy,

    /// <summary>Whether all users may authorize an app.</summary>
    PermittedUsers,

    /// <summary>How long sessions of an app last, and of what level they must be.</summary>
    SessionPolicy,

    /// <summary>How long refresh tokens last, and what the tokens are.</summary>
    TokenPolicy,

    /// <summary>The permission sets and profiles that give access to an app.</summary>
    Grant,

    /// <summary>The users that may use an app.</summary>
    User,
}
