namespace EcaTools.Core.Conversion.Mapping;

/// <summary>What happens to a value on its way from the Connected App to the External Client App.</summary>
internal enum FieldTransform
{
    /// <summary>It does not go: a loss.</summary>
    None,

    /// <summary>It is copied, or replaced by another word for the same thing.</summary>
    Copy,

    /// <summary>A repeated group is copied field by field, to each target that the app has.</summary>
    Group,

    /// <summary>Repeated elements become one list, or repeated elements where the target has these.</summary>
    List,

    /// <summary>Callback URLs, a line each.</summary>
    CallbackUrls,

    /// <summary>A certificate in bare base64 or PEM becomes PEM.</summary>
    Certificate,

    /// <summary>A refresh token policy such as <c>specific_lifetime:90:DAYS</c> becomes type, period and
    /// unit.</summary>
    RefreshTokenPolicy,

    /// <summary>The switch of the client credentials flow, which must not be on without a user to run as.</summary>
    ClientCredentialsFlow,

    /// <summary>The user that the client credentials flow runs as.</summary>
    ClientCredentialsUser,
}
