namespace EcaTools.Core.Inventory;

/// <summary>A permission set or profile whose users may use an app.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">Its name; of a permission set the API name where an org tells it, else what the app's metadata
/// says, which is mostly the label.</param>
public sealed record AppGrant(AppGrantKind Kind, string Name)
{
    /// <summary>The kind and the name.</summary>
    public override string ToString() => $"{Kind} {Name}";
}
