using System.Text;
using CsvHelper;

namespace EcaTools.Benchmarks.Auth;

/// <summary>
/// The same measure as a program would make it that reads spans by CsvHelper: one thread for each file, and a
/// dictionary.
/// </summary>
internal static class AuthCsvHelper
{
    public static AuthFigures Measure(string[] paths)
    {
        Dictionary<(string App, int Hour), Group> all = [];
        Parallel.ForEach(
            paths,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            path =>
            {
                Dictionary<(string App, int Hour), Group> counted = Read(path);
                lock (all)
                {
                    foreach ((var key, Group group) in counted)
                    {
                        if (all.TryGetValue(key, out Group? known))
                        {
                            known.Add(group);
                        }
                        else
                        {
                            all[key] = group;
                        }
                    }
                }
            }
        );
        return new AuthFigures(
            all.Count,
            all.Values.Sum(group => group.Requests),
            all.Values.Sum(group => group.Unauthorized),
            all.Values.Sum(group => group.Forbidden),
            all.Values.Sum(group => group.ServerErrors),
            all.Values.Sum(group => (long)group.Users.Count)
        );
    }

    private static Dictionary<(string App, int Hour), Group> Read(string path)
    {
        Dictionary<(string App, int Hour), Group> groups = [];
        var groupsByText = groups;
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> apps = new Dictionary<string, string>(
            StringComparer.Ordinal
        ).GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> users = new HashSet<string>(
            StringComparer.Ordinal
        ).GetAlternateLookup<ReadOnlySpan<char>>();
        using CsvReader csv = CsvReader.FromFile(path);
        csv.ReadHeader();
        int time = csv.GetFieldIndex("TIMESTAMP");
        int appId = csv.GetFieldIndex("CONNECTED_APP_ID");
        int userId = csv.GetFieldIndex("USER_ID");
        int status = csv.GetFieldIndex("STATUS_CODE");
        Span<char> text = stackalloc char[64];
        while (csv.Read())
        {
            ReadOnlySpan<byte> moment = csv.GetSpan(time);
            int hour = ((moment[8] - '0') * 10) + moment[9] - '0';
            ReadOnlySpan<char> app = text[..Encoding.UTF8.GetChars(csv.GetSpan(appId), text)];
            if (!apps.TryGetValue(app, out string? appText))
            {
                apps[app] = appText = app.ToString();
            }

            if (!groupsByText.TryGetValue((appText, hour), out Group? group))
            {
                groups[(appText, hour)] = group = new Group();
            }

            ReadOnlySpan<char> user = text[..Encoding.UTF8.GetChars(csv.GetSpan(userId), text)];
            if (!users.TryGetValue(user, out string? userText))
            {
                userText = user.ToString();
                users.Add(userText);
            }

            group.Users.Add(userText);
            group.Requests++;
            ReadOnlySpan<byte> code = csv.GetSpan(status);
            if (code.SequenceEqual("401"u8))
            {
                group.Unauthorized++;
            }
            else if (code.SequenceEqual("403"u8))
            {
                group.Forbidden++;
            }
            else if (code.Length == 3 && code[0] == '5')
            {
                group.ServerErrors++;
            }
        }

        return groups;
    }

    private sealed class Group
    {
        public long Requests { get; set; }

        public long Unauthorized { get; set; }

        public long Forbidden { get; set; }

        public long ServerErrors { get; set; }

        public HashSet<string> Users { get; } = new(StringComparer.Ordinal);

        public void Add(Group other)
        {
            Requests += other.Requests;
            Unauthorized += other.Unauthorized;
            Forbidden += other.Forbidden;
            ServerErrors += other.ServerErrors;
            Users.UnionWith(other.Users);
        }
    }
}
