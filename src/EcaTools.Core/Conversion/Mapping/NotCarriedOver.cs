namespace EcaTools.Core.Conversion.Mapping;

/// <summary>Why a value can't go to its target.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Action">What to do by hand.</param>
internal sealed record NotCarriedOver(string Reason, string Action)
{
    /// <summary>An element without content.</summary>
    public static readonly NotCarriedOver Empty = new("The element is empty: there is nothing to carry over.", "None.");

    /// <summary>An element that neither the schema nor the mapping has.</summary>
    public static readonly NotCarriedOver Unknown = new(
        "EcaTools does not know this element.",
        "See what the element does (the Metadata API Developer Guide lists new ones) and set its "
            + "counterpart on the External Client App by hand."
    );

    /// <summary>A secret, whatever its element.</summary>
    public static readonly NotCarriedOver Secret = new(
        "A secret stands here, and secrets are not carried over.",
        "Enter it by hand where it is needed."
    );
}
