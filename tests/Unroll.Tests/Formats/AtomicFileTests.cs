using System.Runtime.InteropServices;
using System.Text;
using Unroll.Formats;

namespace Unroll.Tests.Formats;

public sealed class AtomicFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_second_write_replaces_the_first_and_leaves_nothing_else_behind()
    {
        AtomicFile.WriteText(folder["a.txt"], "a long first content");
        AtomicFile.WriteText(folder["a.txt"], "naïve");

        Assert.Equal("naïve"u8.ToArray(), File.ReadAllBytes(folder["a.txt"]));
        Assert.Equal(["a.txt"], Names());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_symbolic_link_stays_and_what_it_leads_to_is_written(bool isThere)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        Directory.CreateDirectory(folder["real"]);
        if (isThere) File.WriteAllText(folder["real/a.txt"], "old");
        File.CreateSymbolicLink(folder["link"], folder["real/a.txt"]);

        AtomicFile.RequireWritable(folder["link"]);
        AtomicFile.WriteText(folder["link"], "new");

        Assert.NotNull(new FileInfo(folder["link"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder["real/a.txt"]));
        Assert.Single(Directory.GetFileSystemEntries(folder["real"]));
    }

    [Fact]
    public void A_full_disk_keeps_the_old_content_and_says_so_in_one_line()
    {
        AtomicFile.WriteText(folder["a.txt"], "old");

        IOException exception = Assert.Throws<IOException>(() =>
            AtomicFile.Write(folder["a.txt"], stream => stream.Write(new byte[5000]), partial => new FullDisk(partial, room: 1000)));

        Assert.Equal($"{folder["a.txt"]}: cannot be written: No space left on device", exception.Message);
        Assert.Equal("old", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], Names());
    }

    [Fact]
    public void A_disk_that_is_full_at_the_final_flush_is_noticed()
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Skip("This system has no /dev/full.");
        }

        IOException exception = Assert.Throws<IOException>(() =>
            AtomicFile.Write(folder["a.txt"], stream => stream.WriteByte(1), _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write)));

        Assert.StartsWith($"{folder["a.txt"]}: cannot be written: No space left on device", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.Empty(Names());
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        IOException exception = Assert.Throws<IOException>(() => AtomicFile.WriteText(folder["no/a.txt"], ""));

        Assert.Equal($"{folder["no/a.txt"]}: cannot be written: its folder does not exist; create the folder first.", exception.Message);
    }

    [Fact]
    public void A_folder_without_permission_is_named()
    {
        IOException exception = Assert.Throws<IOException>(() =>
            AtomicFile.Write(folder["a.txt"], _ => { }, _ => throw new UnauthorizedAccessException("Access to the path is denied.")));

        Assert.StartsWith($"{folder["a.txt"]}: cannot be written: no permission", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_folder_is_refused_by_the_system_itself()
    {
        if (OperatingSystem.IsWindows() || (Environment.IsPrivilegedProcess && !OperatingSystem.IsLinux()))
        {
            Assert.Skip("Permissions do not stop this user.");
            return;
        }

        const UnixFileMode enter = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder.Path, enter | UnixFileMode.UserWrite);
        Directory.CreateDirectory(folder["closed"]);
        File.SetUnixFileMode(folder["closed"], enter);

        IOException exception = AsAnOrdinaryUser(() => Assert.Throws<IOException>(() => AtomicFile.WriteText(folder["closed/a.txt"], "")));

        Assert.Contains("no permission", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_the_files_place_is_refused()
    {
        Directory.CreateDirectory(folder["a.txt"]);

        IOException exception = Assert.Throws<IOException>(() => AtomicFile.WriteText(folder["a.txt"], ""));

        Assert.DoesNotContain('\n', exception.Message);
        Assert.Equal(["a.txt"], Names());
    }

    [Fact]
    public void A_content_that_cannot_be_made_leaves_the_old_file()
    {
        AtomicFile.WriteText(folder["a.txt"], "old");

        Assert.Throws<FormatException>(() => AtomicFile.Write(folder["a.txt"], stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes("half of the new"));
            throw new FormatException();
        }));

        Assert.Equal("old", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], Names());
    }

    [Fact]
    public void The_leftover_of_a_killed_process_does_not_block()
    {
        File.WriteAllText(folder["a.txt.partial"], "what a killed process had written, longer than the new content");

        AtomicFile.WriteText(folder["a.txt"], "new");

        Assert.Equal("new", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], Names());
    }

    // Root may write into every folder; for files, this thread is nobody meanwhile.
    static T AsAnOrdinaryUser<T>(Func<T> work)
    {
        const uint root = 0, nobody = 65534;
        if (!Environment.IsPrivilegedProcess)
        {
            return work();
        }

        _ = SetFileSystemUser(nobody);
        try
        {
            return work();
        }
        finally
        {
            _ = SetFileSystemUser(root);
        }
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    static extern int SetFileSystemUser(uint user);

    string[] Names() => [.. Directory.GetFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>A file on a disk with room for so many bytes.</summary>
    sealed class FullDisk(string path, int room) : FileStream(path, FileMode.Create)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..Math.Min(buffer.Length, room)]);
            throw new IOException("No space left on device");
        }
    }
}
