namespace EcaTools.Core.Certificates;

/// <summary>What a rule can ask about a certificate. The names are those of the rules' data.</summary>
internal enum CertificateState
{
    /// <summary>Its last day is over.</summary>
    Expired,

    /// <summary>Its last day is near.</summary>
    Expiring,

    /// <summary>Its key is not RSA or has fewer than 2048 bits.</summary>
    Weak,

    /// <summary>It is not a certificate.</summary>
    Unreadable,
}
