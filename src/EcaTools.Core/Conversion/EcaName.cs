using System.Text;

namespace EcaTools.Core.Conversion;

/// <summary>The rules for the full name of an External Client App: those of a developer name.</summary>
internal static class EcaName
{
    /// <summary>The longest name. 80 is the usual length of a developer name; for External Client Apps it is UNCONFIRMED.</summary>
    public const int MaxLength = 80;

    /// <summary>Whether the name has only letters, digits and single underscores, a letter first and no underscore last.</summary>
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
        return valid.ToString().TrimEnd('_');
    }
}
