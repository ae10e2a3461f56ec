using System.Collections.Frozen;
using System.Text;

namespace EcaTools.Core.Conversion;

/// <summary>The rules for the full name of an External Client App: those of a developer name.</summary>
internal static class EcaName
{
    /// <summary>The longest name. 80 is the usual length of a developer name; for External Client Apps it is
    /// UNCONFIRMED.</summary>
    public const int MaxLength = 80;

    // Names that Windows keeps for devices, whatever the extension: a file CON.eca-meta.xml can't be made there.
    private static readonly FrozenSet<string> Devices = FrozenSet.ToFrozenSet(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => (string[])[$"COM{n}", $"LPT{n}"])],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Whether the name has only letters, digits and single underscores, a letter first and no underscore
    /// last, and is not a device of Windows.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= MaxLength && Propose(name) == name;

    /// <summary>A valid name that is as near to the given one as can be.</summary>
    public static string Propose(string name)
    {
        StringBuilder valid = new(name.Length);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                valid.Append(c);
            }
            else if (valid.Length > 0 && valid[^1] != '_')
            {
                valid.Append('_');
            }
        }

        if (valid.Length == 0 || !char.IsAsciiLetter(valid[0]))
        {
            valid.Insert(0, "App_");
        }

        valid.Length = Math.Min(valid.Length, MaxLength);
        if (Devices.Contains(valid.ToString()))
        {
            valid.Append("_App");
        }

        return valid.ToString().TrimEnd('_');
    }
}
